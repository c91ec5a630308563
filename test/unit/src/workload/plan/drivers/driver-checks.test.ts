import { expect, test } from 'vitest'
import { resolveWorkload } from '../../../../../../src/workload/load-file.ts'

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
  ['another name', `driver: wrk\n${requests}${users}`, 'driver: expected native, autocannon or k6, got "wrk"'],
])('%s is refused, with the way out', (_, text, message) => {
  expect(faultOf(text)).toMatch(/^a\.yaml:\d+:\d+ /)
  expect(faultOf(text)).toContain(message)
})

const k6 = 'driver: k6\ntarget: {url: "https://a/v1"}\n'

test('k6 sends open loops and closed loops of so many requests, streamed and over https', () => {
  for (const text of [k6, `${k6}${users}count: 5\n`, `${k6}load: {vus: 7}\n`]) {
    const [run] = resolveWorkload({ text, path: 'a.yaml', overrides: [] }).plans
    expect(run?.plan.driver).toBe('k6')
  }
})

test.each([
  [
    'a closed loop without a count',
    `${k6}${users}`,
    'count: expected a number of requests beside driver k6, got none: a k6 script holds all requests of a closed loop; driver: native can',
  ],
  [
    'a closed loop that a clock ends',
    `${k6}${users}count: 5\nduration: 5s\n`,
    'duration: expected count alone beside driver k6, got 5s: a k6 script ends with its last request; driver: native can',
  ],
  [
    'a warm-up of a closed loop',
    `${k6}${users}count: 5\nwarmup: 5s\n`,
    'warmup: expected 0s or auto beside driver k6, got 5s: a k6 script cannot tell the warm-up of a closed loop; driver: native can',
  ],
  [
    'a limit of requests under way',
    `${k6}arrival: {process: poisson, maxInFlight: 3}\n`,
    'arrival.maxInFlight: expected none beside driver k6, got 3: k6 cannot tell what the limit held back; driver: native can',
  ],
  [
    'workers',
    `${k6}load: {workers: 2}\n`,
    'load.workers: expected 1 beside driver k6, got 2: k6 uses all cores by itself, and more machines by execution segments; driver: native can',
  ],
  [
    'sessions',
    `${k6}requests: {source: {sessions: {turns: 3}}}\n`,
    'requests.source: expected independent requests beside driver k6, got sessions: k6 cannot wait for answers; driver: native can',
  ],
])('beside k6, %s is refused, with the way out', (_, text, message) => {
  expect(faultOf(text)).toMatch(/^a\.yaml:\d+:\d+ /)
  expect(faultOf(text)).toContain(message)
})

test('autocannon divides the users among connections that pipeline; nobody else does', () => {
  const piped = (count: number) => `${plain}${requests}${users}load: {pipelining: ${count}}\n`
  const [run] = resolveWorkload({ text: piped(2), path: 'a.yaml', overrides: [] }).plans
  expect(run?.plan.pipelining).toBe(2)
  expect(faultOf(piped(3))).toContain(
    'load.pipelining: expected a divisor of the 4 users beside driver autocannon, got 3',
  )
  expect(faultOf('load: {pipelining: 2}\n')).toContain('load.pipelining: expected 1 beside driver native, got 2')
})
