import { expect, test } from 'vitest'
import { faultsOf } from '../../../helpers/workload-case.ts'

test.each([
  ['a duration of zero', 'duration: 0s', '1:11 duration: expected a duration such as 60s, above zero, got "0s"'],
  ['a negative warm-up', 'warmup: -1s', '1:9 warmup: expected a duration such as 10s, got "-1s"'],
  [
    'a value left empty stands at its key',
    'seed: 2\nduration:\n',
    '2:1 duration: expected a duration such as 60s, got nothing',
  ],
  ['a fraction of a request', 'count: 1.5', '1:8 count: expected a whole number of requests of at least 1, got 1.5'],
  ['no requests', 'count: 0', '1:8 count: expected a whole number of requests of at least 1, got 0'],
  ['a negative seed', 'seed: -1', '1:7 seed: expected a whole number of at least 0, got -1'],
  [
    'a warm-up as long as the run',
    'duration: 10s\nwarmup: 10s',
    '2:9 warmup: expected less than the duration of 10s, got 10s',
  ],
  [
    'a warm-up longer than the default run',
    'warmup: 2m',
    '1:9 warmup: expected less than the duration of 60s (the default), got 2m',
  ],
  ['a sweep over a scalar', 'sweep: {rate: 4}', '1:15 sweep.rate: expected a list of values such as [1, 2, 4], got 4'],
  [
    'a sweep over sweeps',
    'sweep: {repeat: [1, 2]}',
    '1:17 sweep.repeat: expected a path of the workload other than sweep, search and repeat, got repeat',
  ],
  [
    'a sweep value of the wrong kind',
    'sweep: {rate: [1, fast]}',
    '1:19 sweep.rate.1 (arrival.rate): expected a rate above zero such as 4/s or 90/min, got "fast"',
  ],
  [
    'a sweep over an unknown path',
    'sweep: {arrival.rat: [1, 2]}',
    '1:9 sweep.arrival.rat: unknown key; did you mean rate?',
  ],
])('%s is refused', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})

test('a sweep of more than a thousand runs is refused', () => {
  const list = `[${Array.from({ length: 40 }, (_, i) => i + 1).join(', ')}]`
  expect(faultsOf(`sweep: {rate: ${list}, seed: ${list}}`)).toEqual([
    'chat.yaml:1:8 sweep: expected at most 1000 combinations, got 1600',
  ])
})
