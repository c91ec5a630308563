import { expect, test } from 'vitest'

import { planOf, runsOf } from '../../../helpers/workload-case.ts'

test('every value has its documented default', () => {
  expect(planOf('seed: 1')).toEqual({
    name: 'chat',
    target: {
      kind: 'engine',
      model: 'synthetic:llama-15m',
      quant: null,
      activationGroup: null,
      threads: null,
      pinThreads: null,
      isa: null,
      maxBatch: null,
      maxStepTokens: null,
      contextLength: null,
      kvCacheBytes: null,
      kvCacheDtype: null,
      kvLayout: null,
      attention: null,
      tiling: null,
      timing: null,
      withoutPasses: [],
    },
    requests: {
      source: { kind: 'distribution', name: 'azure-conv-2023' },
      classes: [{ name: 'default', share: 1, source: null }],
      api: 'chat',
      stream: true,
      contextLimit: { tokens: null, rule: 'scale' },
      uniquePrompts: true,
      ignoreEos: true,
      extraBody: {},
    },
    arrival: { process: 'poisson', ratePerSecond: 1 },
    durationNs: 60e9,
    requestCount: null,
    warmupNs: 0,
    timeoutNs: 600e9,
    drainNs: 60e9,
    slo: { default: {} },
    seed: 1,
    repeat: 1,
    hardware: null,
  })
})

test('every unit becomes its base form', () => {
  const plan = planOf(`
target: {engine: {kvCache: 1.5GiB, contextLength: 2048, threads: 2, isa: avx2, maxBatch: 8, maxStepTokens: 256}}
arrival: {rate: 90/min}
duration: 1h30m
warmup: 500ms
timeout: 2m
drain: 0s
slo: {ttft: 200ms, tpot: 1500us, itl: 1s, e2e: 1m}
`)
  expect(plan.target).toMatchObject({
    kvCacheBytes: 1.5 * 2 ** 30,
    threads: 2,
    isa: 'avx2',
    maxBatch: 8,
    maxStepTokens: 256,
  })
  expect(plan.arrival).toEqual({ process: 'poisson', ratePerSecond: 1.5 })
  expect(plan).toMatchObject({ durationNs: 5400e9, warmupNs: 0.5e9, timeoutNs: 120e9, drainNs: 0 })
  expect(plan.slo).toEqual({ default: { ttftNs: 200e6, tpotNs: 1.5e6, itlNs: 1e9, e2eNs: 60e9 } })
})

test('the engine’s switches reach the plan by the names of its flags', () => {
  const settings =
    '{quant: int4, activationGroup: row, kvCacheDtype: int8, kvLayout: contiguous, attention: naive, tiling: false, timing: false, pinThreads: true, withoutPasses: [fuse-qkv]}'
  expect(planOf(`target: {engine: ${settings}}`).target).toMatchObject({
    quant: 'int4',
    activationGroup: 'row',
    kvCacheDtype: 'int8',
    kvLayout: 'contiguous',
    attention: 'naive',
    tiling: false,
    timing: false,
    pinThreads: true,
    withoutPasses: ['fuse-qkv'],
  })
  expect(() => planOf('target: {engine: {quant: int3}}')).toThrow(
    /quant: expected f32, bf16, int8, int4, int4-a16, int4-asym or int4-asym-a16, got/,
  )
  expect(() => planOf('target: {engine: {activationGroup: 64}}')).toThrow(
    /activationGroup: expected 32, 128 or row, got 64/,
  )
})

test('an endpoint keeps what it was given, without the last slash', () => {
  const target =
    '{url: "http://h:8000/v1//", model: m, apiKeyEnv: KEY, headers: {x-a: b}, tokenizer: {tiktoken: o200k_base}}'
  const plan = planOf(`target: ${target}`)
  expect(plan.target).toEqual({
    kind: 'endpoint',
    url: 'http://h:8000/v1',
    model: 'm',
    apiKeyEnv: 'KEY',
    headers: { 'x-a': 'b' },
    tokenizer: { kind: 'tiktoken', encoding: 'o200k_base' },
  })
  expect(plan.requests.ignoreEos).toBe(false)
})

test.each([
  ['constant, rate: 2', { process: 'constant', ratePerSecond: 2 }],
  ['gamma, rate: 120/min, cv: 3', { process: 'gamma', ratePerSecond: 2, cv: 3 }],
  ['gamma', { process: 'gamma', ratePerSecond: 1, cv: 2 }],
  [
    'poisson, rate: 2, maxInFlight: 8, shape: {ramp: {to: 20/s, over: 1m}}',
    { process: 'poisson', ratePerSecond: 2, maxInFlight: 8, shape: { kind: 'ramp', ratePerSecond: 20, overNs: 60e9 } },
  ],
  [
    'constant, shape: {steps: [{rate: 60/min, for: 5s}, {rate: 3, for: 1s}]}',
    {
      ...{ process: 'constant', ratePerSecond: 1 },
      shape: {
        kind: 'steps',
        steps: [
          { ratePerSecond: 1, durationNs: 5e9 },
          { ratePerSecond: 3, durationNs: 1e9 },
        ],
      },
    },
  ],
  [
    'gamma, shape: {spike: {rate: 9, at: 0s, for: 1s}}',
    {
      ...{ process: 'gamma', ratePerSecond: 1, cv: 2 },
      shape: { kind: 'spike', ratePerSecond: 9, atNs: 0, durationNs: 1e9 },
    },
  ],
  [
    'poisson, shape: {bursts: {rate: 9, every: 10s, for: 1s}}',
    {
      ...{ process: 'poisson', ratePerSecond: 1 },
      shape: { kind: 'bursts', ratePerSecond: 9, everyNs: 10e9, durationNs: 1e9 },
    },
  ],
  [
    'poisson, shape: {sine: {amplitude: 30/min, period: 1m}}',
    {
      ...{ process: 'poisson', ratePerSecond: 1 },
      shape: { kind: 'sine', amplitudePerSecond: 0.5, periodNs: 60e9 },
    },
  ],
  ['concurrency, users: 4, thinkTime: 2s', { process: 'concurrency', users: 4, thinkTimeNs: 2e9 }],
  ['concurrency', { process: 'concurrency', users: 1, thinkTimeNs: 0 }],
])('arrival %s', (text, arrival) => {
  expect(planOf(`arrival: {process: ${text}}`).arrival).toEqual(arrival)
})

test.each([
  ['64', { kind: 'fixed', tokens: 64 }],
  ['{uniform: [5, 9]}', { kind: 'uniform', min: 5, max: 9 }],
  ['{normal: {mean: 100, sd: 20}}', { kind: 'normal', mean: 100, sd: 20, min: 1, max: null }],
  [
    '{lognormal: {median: 100, sigma: 1, min: 4, max: 900}}',
    { kind: 'lognormal', median: 100, sigma: 1, min: 4, max: 900 },
  ],
  [
    '{quantiles: {max: 900, p50: 100, min: 1, p99.9: 800}}',
    {
      kind: 'quantiles',
      points: [
        [0, 1],
        [0.5, 100],
        [0.999, 800],
        [1, 900],
      ],
    },
  ],
])('a length of %s', (text, length) => {
  expect(planOf(`requests: {source: {synthetic: {input: ${text}, output: 7}}}`).requests.source).toEqual({
    kind: 'synthetic',
    input: length,
    output: { kind: 'fixed', tokens: 7 },
  })
})

test('a run ends with its duration, its count or its trace', () => {
  const ends = (text: string) => {
    const { durationNs, requestCount } = planOf(text)
    return [durationNs, requestCount]
  }
  expect(ends('count: 5')).toEqual([null, 5])
  expect(ends('count: 5\nduration: 3s')).toEqual([3e9, 5])
  expect(ends('duration: 3s')).toEqual([3e9, null])
  expect(ends('requests: {source: {trace: a.csv}}\narrival: {process: trace}')).toEqual([null, null])
  expect(ends('requests: {source: {trace: a.csv}}')).toEqual([60e9, null])
})

test('paths start at the folder of the file, those of the command line at the current one', () => {
  const file = `
target: {url: "http://h/v1", tokenizer: {file: tok/tokenizer.json}}
requests:
  source: {trace: ../traces/a.jsonl.gz, skip: 3, take: 4}
  classes: [{name: a, source: {trace: /abs/b.csv}}, {name: b, source: {trace: c.txt, format: azure, skipBadRows: true}}]
`
  const { target, requests } = planOf(file)
  expect(target).toMatchObject({ tokenizer: { kind: 'file', path: 'work/tok/tokenizer.json' } })
  expect(requests.source).toEqual({
    kind: 'trace',
    path: 'traces/a.jsonl.gz',
    format: null,
    columns: {},
    skip: 3,
    take: 4,
    skipBadRows: false,
    sharing: true,
    missing: { input: { kind: 'fixed', tokens: 512 }, output: { kind: 'fixed', tokens: 128 } },
  })
  expect(requests.classes.map(({ source }) => source)).toMatchObject([
    { kind: 'trace', path: '/abs/b.csv', format: null, skip: 0, take: null, skipBadRows: false },
    { kind: 'trace', path: 'work/c.txt', format: 'azure', skip: 0, take: null, skipBadRows: true },
  ])
  const overridden = planOf(file, ['requests.source.trace=here.csv'])
  expect(overridden.requests.source).toMatchObject({ path: 'here.csv', skip: 3 })
})

test('a model file starts at the folder of the workload, a built-in name at none', () => {
  expect(planOf('target: {engine: {model: models/a.bin}}').target).toMatchObject({ model: 'work/models/a.bin' })
  expect(planOf('target: {engine: {model: synthetic:llama-1b}}').target).toMatchObject({ model: 'synthetic:llama-1b' })
  expect(planOf('{}', ['target.engine.model=a.bin']).target).toMatchObject({ model: 'a.bin' })
})

test('shares of classes become shares of one, and their thresholds lie over the common ones', () => {
  const plan = planOf(`
slo: {ttft: 1s, tpot: 50ms}
requests: {classes: [{name: a, share: 3, slo: {ttft: 2s}}, {name: b}]}
`)
  expect(plan.requests.classes.map(({ name, share }) => [name, share])).toEqual([
    ['a', 0.75],
    ['b', 0.25],
  ])
  expect(plan.slo).toEqual({ a: { ttftNs: 2e9, tpotNs: 50e6 }, b: { ttftNs: 1e9, tpotNs: 50e6 } })
})

test('hardware is filled in where it is given', () => {
  expect(planOf('hardware: {pricePerHour: 2}').hardware).toEqual({
    accelerator: null,
    count: 1,
    pricePerHour: 2,
    currency: 'USD',
  })
})

test('a plan is frozen to its leaves', () => {
  const { plan } = runsOf('requests: {body: {stop: [a]}}\nrepeat: 2')[1] as ReturnType<typeof runsOf>[number]
  const frozen = (value: unknown): boolean =>
    typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen))
  expect(frozen(plan)).toBe(true)
})

test('a workload is named after its file unless it has a name', () => {
  expect(planOf('seed: 1', [], 'C:\\work\\My Load.YML').name).toBe('My Load')
  expect(planOf('name: x', [], 'y.yaml').name).toBe('x')
})
