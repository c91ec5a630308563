import { expect, test } from 'vitest'
import { faultsOf } from '../../../../helpers/workload-case.ts'

test('keys of larger workloads are answered with what is there instead', () => {
  expect(faultsOf('arrival: {ramps: []}')[0]).toContain('sweep: {rate: [1, 2, 4, 8]} runs a list of rates')
  expect(faultsOf('arrival: {process: ramp}')).toEqual([
    'chat.yaml:1:20 arrival.process: expected constant, poisson, gamma, trace or concurrency, got "ramp"',
  ])
})

test('a key that belongs elsewhere is answered with its place, one like no other with all that may stand there', () => {
  expect(faultsOf('rate: 4')).toEqual(['chat.yaml:1:1 rate: unknown key; did you mean arrival.rate?'])
  expect(faultsOf('slo: {p99: 1s}')).toEqual(['chat.yaml:1:7 slo.p99: unknown key; expected ttft, tpot, itl or e2e'])
})
