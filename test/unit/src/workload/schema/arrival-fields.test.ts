import { expect, test } from 'vitest'
import { faultsOf } from '../../../../helpers/workload-case.ts'

test.each([
  [
    'a rate of zero',
    'arrival: {rate: 0}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got 0',
  ],
  [
    'a rate per fortnight',
    'arrival: {rate: 4/fortnight}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got "4/fortnight"',
  ],
  [
    'a rate that is no number',
    'arrival: {rate: .nan}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got NaN',
  ],
  [
    'an endless rate',
    'arrival: {rate: .inf}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got Infinity',
  ],
  [
    'a list instead of a mapping',
    'arrival: [poisson]',
    '1:10 arrival: expected a mapping such as {process: poisson, rate: 4/s}, got a list',
  ],
  [
    'a key of another process',
    'arrival: {process: poisson, cv: 2}',
    '1:33 arrival.cv: expected process gamma beside cv, got process poisson',
  ],
  [
    'a rate in a closed loop',
    'arrival: {process: concurrency, rate: 2}',
    '1:39 arrival.rate: expected process constant, poisson or gamma beside rate, got process concurrency',
  ],
  [
    'trace times without a trace',
    'arrival: {process: trace}',
    '1:20 arrival.process: expected requests.source.trace beside process trace, got distribution azure-conv-2023, which has no times',
  ],
  [
    'a slip of the unit',
    'arrival: {rate: 1000000/s}\nduration: 1h',
    '1:17 arrival.rate: expected a run of at most 5000000 requests, got 3600000000',
  ],
])('%s is refused as an arrival', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})
