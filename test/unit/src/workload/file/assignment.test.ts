import { expect, test } from 'vitest'
import { faultsOf, planOf, runsOf } from '../../../../helpers/workload-case.ts'

test('overrides are named as they were given, not by a line of the file', () => {
  expect(faultsOf('duration: 20s\n', ['duration=5', 'slo={ttft: 1}', 'seed=', 'arrival.cv=2'])).toEqual([
    '--set duration=5: expected a duration such as 60s, got 5',
    '--set slo={ttft: 1} slo.ttft: expected a duration such as 200ms, got 1',
    '--set seed=: expected a whole number of at least 0, got nothing',
    '--set arrival.cv=2: expected process gamma beside cv, got process poisson',
  ])
})

test('an override that is no assignment or sets an unknown path is refused', () => {
  expect(
    faultsOf('', [
      'arrival.rate',
      'x=[1',
      '=3',
      'a..b=1',
      '__proto__.x=1',
      'requests.sourc.trace=a.csv',
      'durration=3s',
    ]),
  ).toEqual([
    '--set arrival.rate: expected path=value such as arrival.rate=4/s',
    '--set x=[1: expected a YAML value after "=": Flow sequence must end with a ]',
    '--set =3: expected path=value such as arrival.rate=4/s',
    '--set a..b=1: expected path=value such as arrival.rate=4/s',
    '--set __proto__.x=1: expected path=value such as arrival.rate=4/s',
    '--set requests.sourc.trace=a.csv requests.sourc: unknown key; did you mean source?',
    '--set durration=3s: unknown key; did you mean duration?',
  ])
})

test('an override wins over the file, a later one over an earlier one, and a sweep over both', () => {
  expect(planOf('seed: 1', ['seed=2']).seed).toBe(2)
  expect(planOf('seed: 1', ['seed=2', 'seed=3']).seed).toBe(3)
  expect(planOf('', ['rate=90/min']).arrival).toEqual({ process: 'poisson', ratePerSecond: 1.5 })
  expect(planOf('arrival: {process: concurrency}', ['concurrency=7']).arrival).toMatchObject({ users: 7 })
  const runs = runsOf('arrival: {rate: 9}\nsweep: {rate: [1, 2]}', ['rate=8'])
  expect(runs.map(({ plan }) => plan.arrival)).toEqual([
    { process: 'poisson', ratePerSecond: 1 },
    { process: 'poisson', ratePerSecond: 2 },
  ])
})

test('an override of one alternative takes the other away', () => {
  const file = 'target: {engine: {model: synthetic:llama-110m}}\nrequests: {source: {trace: a.csv, take: 5}}'
  const plan = planOf(file, ['target.url=http://h:1/v1', 'requests.source.distribution=azure-code-2023'])
  expect(plan.target).toMatchObject({ kind: 'endpoint', url: 'http://h:1/v1' })
  expect(plan.requests.source).toEqual({ kind: 'distribution', name: 'azure-code-2023' })
})

test('overrides reach into lists and make mappings where there are none', () => {
  const file = 'requests: {classes: [{name: a}, {name: b}], source: {synthetic: {input: 5}}}'
  const plan = planOf(file, ['requests.classes.1.slo.ttft=1s', 'requests.source.synthetic.input.uniform=[3, 4]'])
  expect(plan.slo).toEqual({ a: {}, b: { ttftNs: 1e9 } })
  expect(plan.requests.source).toMatchObject({ input: { kind: 'uniform', min: 3, max: 4 } })
})
