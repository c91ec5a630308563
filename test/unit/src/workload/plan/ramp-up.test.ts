import { expect, test } from 'vitest'
import { resolveWorkload } from '../../../../../src/workload/load-file.ts'

const planOf = (arrival: string) => {
  const text = `target: {url: "http://h:1/v1", model: m}\nrequests: {source: {synthetic: {input: 8, output: 8}}}\ncount: 10\narrival: ${arrival}\n`
  return resolveWorkload({ text, path: 'w.yaml', overrides: [] }).plans[0]?.plan.arrival
}

test('a ramp-up is a time of the closed loop, and none is none', () => {
  expect(planOf('{process: concurrency, users: 4, rampUp: 10s}')).toMatchObject({ users: 4, rampUpNs: 10e9 })
  expect(planOf('{process: concurrency, users: 4, rampUp: 0s}')).not.toHaveProperty('rampUpNs')
})

test('other processes have no users to begin', () => {
  expect(() => planOf('{process: poisson, rate: 4/s, rampUp: 10s}')).toThrow(/rampUp.*process concurrency/s)
})
