import { expect, test } from 'vitest'
import { resolveWorkload } from '../../../../../src/workload/load-file.ts'

const plain = 'driver: autocannon\ntarget: {url: "http://localhost:1/v1"}\n'
const requests = 'requests: {stream: false, source: {synthetic: {input: 5, output: 5}}}\n'
const users = 'arrival: {process: concurrency, users: 4}\n'
const faultOf = (text: string) => {
  try {
    resolveWorkload({ text, path: 'a.yaml', overrides: [] })
    return null
  } catch (error) {
    return (error as Error).message
  }
}

test('a closed loop without streaming over http is what autocannon can send', () => {
  const [run] = resolveWorkload({ text: plain + requests + users, path: 'a.yaml', overrides: [] }).plans
  expect(run?.plan.driver).toBe('autocannon')
})

test('the plan of a native load names no driver, so that its fingerprint is what it was', () => {
  const [run] = resolveWorkload({ text: 'driver: native\n', path: 'a.yaml', overrides: [] }).plans
  expect(run?.plan).not.toHaveProperty('driver')
})

test.each([
  [
    'a schedule',
    plain + requests,
    'arrival.process: expected concurrency beside driver autocannon, got poisson: autocannon cannot send on a schedule; driver: native can',
  ],
  [
    'think time',
    `${plain}${requests}arrival: {process: concurrency, users: 4, thinkTime: 2s}\n`,
    'arrival.thinkTime: expected 0s beside driver autocannon, got 2s: autocannon cannot wait between requests; driver: native can',
  ],
  [
    'streaming',
    plain + users,
    'requests.stream: expected false beside driver autocannon, got true: autocannon cannot tell when the tokens of a stream come; driver: native can',
  ],
  [
    'https',
    `driver: autocannon\ntarget: {url: "https://a/v1"}\n${requests}${users}`,
    'target.url: expected an http: URL beside driver autocannon, got https://a/v1: autocannon checks no certificate; driver: native can',
  ],
  ['another name', `driver: wrk\n${requests}${users}`, 'driver: expected native or autocannon, got "wrk"'],
])('%s is refused, with the way out', (_, text, message) => {
  expect(faultOf(text)).toMatch(/^a\.yaml:\d+:\d+ /)
  expect(faultOf(text)).toContain(message)
})
