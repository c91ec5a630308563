import { expect, test } from 'vitest'
import { runsOf } from '../../../../helpers/workload-case.ts'

const labels = (text: string) => runsOf(text).map(({ label }) => label)

test('a workload without sweep and repeat is one run without a label', () => {
  expect(labels('seed: 1')).toEqual([null])
})

test('a grid has every combination, the last key fastest', () => {
  const text = 'sweep: {rate: [1, 2/s], requests.api: [chat, completions]}'
  expect(labels(text)).toEqual([
    'rate=1, requests.api=chat',
    'rate=1, requests.api=completions',
    'rate=2/s, requests.api=chat',
    'rate=2/s, requests.api=completions',
  ])
  expect(runsOf(text).map(({ plan }) => [plan.arrival, plan.requests.api])).toEqual([
    [{ process: 'poisson', ratePerSecond: 1 }, 'chat'],
    [{ process: 'poisson', ratePerSecond: 1 }, 'completions'],
    [{ process: 'poisson', ratePerSecond: 2 }, 'chat'],
    [{ process: 'poisson', ratePerSecond: 2 }, 'completions'],
  ])
})

test('whole mappings can be swept', () => {
  expect(
    runsOf('sweep: {arrival: [{process: constant}, {process: concurrency, users: 3}]}').map(({ plan }) => plan.arrival),
  ).toEqual([
    { process: 'constant', ratePerSecond: 1 },
    { process: 'concurrency', users: 3, thinkTimeNs: 0 },
  ])
})

test('repeats go round by round through the points of the sweep', () => {
  expect(labels('sweep: {rate: [1, 2]}\nrepeat: 2')).toEqual([
    'rate=1, repeat 1/2',
    'rate=2, repeat 1/2',
    'rate=1, repeat 2/2',
    'rate=2, repeat 2/2',
  ])
})

test('every run has a seed of its own, so that none finds the prompts of another in a cache', () => {
  const seeds = runsOf('sweep: {rate: [1, 2]}\nrepeat: 3\nseed: 10').map(({ plan }) => plan.seed)
  expect(seeds).toEqual([10, 11, 12, 13, 14, 15])
})

test('a sweep given by an override is one', () => {
  expect(
    runsOf('seed: 1', ['sweep.concurrency=[1, 2]', 'arrival.process=concurrency']).map(({ label }) => label),
  ).toEqual(['concurrency=1', 'concurrency=2'])
})
