import { expect, test } from 'vitest'
import { faultsOf, runsOf } from '../../../../helpers/workload-case.ts'

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

test('repeats go round by round through the points of the sweep, every second round backwards', () => {
  expect(labels('sweep: {rate: [1, 2]}\nrepeat: 3')).toEqual([
    'rate=1, repeat 1/3',
    'rate=2, repeat 1/3',
    'rate=2, repeat 2/3',
    'rate=1, repeat 2/3',
    'rate=1, repeat 3/3',
    'rate=2, repeat 3/3',
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

test('a list has a run for each of its entries, in order, under its own label where it has one', () => {
  const text = `
sweep:
  - {rate: 1}
  - {label: two by chat, rate: 2/s, requests.api: chat}
  - {arrival: {process: concurrency, users: 3}}`
  expect(labels(text)).toEqual(['rate=1', 'two by chat', 'arrival={"process":"concurrency","users":3}'])
  expect(runsOf(text).map(({ plan }) => [plan.arrival.process, plan.requests.api, plan.seed])).toEqual([
    ['poisson', 'chat', 1],
    ['poisson', 'chat', 2],
    ['concurrency', 'chat', 3],
  ])
})

test.each([
  ['[]', 'chat.yaml:1:8 sweep: expected a list of settings such as [{rate: 4}], got an empty list'],
  ['[4]', 'chat.yaml:1:9 sweep.0: expected a mapping of paths to values such as {rate: 4}, got 4'],
  [
    '[{label: a}]',
    'chat.yaml:1:9 sweep.0: expected a mapping of paths to values such as {rate: 4}, got an empty mapping',
  ],
  ['[{rate: 1}, {arival.rate: 2}]', 'chat.yaml:1:21 sweep.1.arival.rate: unknown key; did you mean arrival?'],
  [
    '[{rate: 1}, {rate: -2}]',
    'chat.yaml:1:27 sweep.1.rate (arrival.rate): expected a rate above zero such as 4/s or 90/min, got -2',
  ],
  [
    '[{repeat: 2}]',
    'chat.yaml:1:18 sweep.0.repeat: expected a path of the workload other than sweep, search and repeat, got repeat',
  ],
  [
    '[{rate: 1, arrival.rate: 2}]',
    'chat.yaml:1:33 sweep.0.arrival.rate: expected one of rate and arrival.rate, which are the same, got both',
  ],
  [
    '[{rate: 1}, {arrival.rate: 1}]',
    'chat.yaml:1:20 sweep.1: expected settings of its own (repeat: 2 runs every entry twice), got those of entry 1 again',
  ],
  [
    '[{rate: 1, label: a}, {rate: 2, label: a}]',
    'chat.yaml:1:47 sweep.1.label: expected a name of the run in quotes, another for each entry, got "a" again',
  ],
  [
    '[{rate: 1, label: 5}]',
    'chat.yaml:1:26 sweep.0.label: expected a name of the run in quotes, another for each entry, got 5',
  ],
  [
    '4',
    'chat.yaml:1:8 sweep: expected a mapping of paths to lists such as {rate: [1, 2, 4, 8]}, or a list of settings such as [{rate: 4}], got 4',
  ],
  ['{rate: 4}', 'chat.yaml:1:15 sweep.rate: expected a list of values such as [1, 2, 4], got 4'],
])('a sweep of %s is refused where it is wrong', (sweep, line) => {
  expect(faultsOf(`sweep: ${sweep}`)).toEqual([line])
})

test('points of one series differ in load alone', () => {
  const grid = 'sweep: {requests.api: [chat, completions], rate: [1, 2]}'
  expect(runsOf(grid).map(({ series }) => series)).toEqual([
    ...['requests.api=chat', 'requests.api=chat'],
    ...['requests.api=completions', 'requests.api=completions'],
  ])
  const list = `sweep: [{rate: 1, label: slow}, {requests.api: completions, label: other}, {arrival: {process: concurrency, users: 2}}]`
  expect(runsOf(list).map(({ series }) => series)).toEqual([null, 'other', 'arrival={"process":"concurrency"}'])
})

test('every run of a sweep can be made again by itself', () => {
  const text = 'sweep: [{rate: 2/s}, {slo: {ttft: 50ms}, name: "4"}]\nrepeat: 2\nseed: 10'
  const runs = runsOf(text)
  expect(runs[2]?.overrides).toEqual(['sweep=null', 'repeat=1', 'slo={"ttft":"50ms"}', 'name="4"', 'seed=12'])
  for (const { plan, overrides } of runs) {
    const [alone, ...others] = runsOf(text, overrides)
    expect(others).toEqual([])
    expect(alone).toMatchObject({ label: null, plan: { ...plan, repeat: 1 } })
  }
  expect(runsOf('seed: 1')[0]?.overrides).toEqual([])
})
