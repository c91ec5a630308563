import { expect, test } from 'vitest'
import { InfbenchError } from '../../../../src/core/errors.ts'
import { readWorkloadFile, resolveWorkload } from '../../../../src/workload/load-file.ts'
import { faultsOf, planOf, refusalOf, runsOf } from '../../../helpers/workload-case.ts'

test('all faults of a file are told at once, in the order of the file, each with line, column and path', () => {
  const text = `target: {url: http://localhost:8000/v1}
duration: 60
slo:
  ttft: 200
  tpo: 50ms
arival: {process: poisson}
arrival:
  rate: -4
requests:
  api: chatt
  classes:
    - {name: a, sorce: 1}
`
  expect(faultsOf(text)).toEqual([
    'chat.yaml:2:11 duration: expected a duration such as 60s, got 60',
    'chat.yaml:4:9 slo.ttft: expected a duration such as 200ms, got 200',
    'chat.yaml:5:3 slo.tpo: unknown key; did you mean tpot?',
    'chat.yaml:6:1 arival: unknown key; did you mean arrival?',
    'chat.yaml:8:9 arrival.rate: expected a rate above zero such as 4/s or 90/min, got -4',
    'chat.yaml:10:8 requests.api: expected chat or completions, got "chatt"',
    'chat.yaml:12:17 requests.classes.0.sorce: unknown key; did you mean source?',
  ])
  expect(refusalOf(text).code).toBe('workload.invalid')
  expect(refusalOf(text).hint).toBe('infbench schema > workload.schema.json lets your editor check this file')
})

const cases: readonly (readonly [reason: string, text: string, fault: string])[] = [
  [
    'a quoted number is no duration',
    'slo: {ttft: "200"}',
    '1:13 slo.ttft: expected a duration such as 200ms, got "200"',
  ],
  ['a wrong unit', 'slo: {ttft: 200msec}', '1:13 slo.ttft: expected a duration such as 200ms, got "200msec"'],
  ['a duration of zero', 'duration: 0s', '1:11 duration: expected a duration such as 60s, above zero, got "0s"'],
  ['a negative warm-up', 'warmup: -1s', '1:9 warmup: expected a duration such as 10s, got "-1s"'],
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
    'a value left empty stands at its key',
    'seed: 2\nduration:\n',
    '2:1 duration: expected a duration such as 60s, got nothing',
  ],
  [
    'a list instead of a mapping',
    'arrival: [poisson]',
    '1:10 arrival: expected a mapping such as {process: poisson, rate: 4/s}, got a list',
  ],
  [
    'a scalar instead of a mapping',
    'slo: 200ms',
    '1:6 slo: expected a mapping such as {ttft: 200ms, tpot: 50ms}, got "200ms"',
  ],
  ['YAML 1.1 words for booleans', 'requests: {stream: yes}', '1:20 requests.stream: expected true or false, got "yes"'],
  ['a fraction of a request', 'count: 1.5', '1:8 count: expected a whole number of requests of at least 1, got 1.5'],
  ['no requests', 'count: 0', '1:8 count: expected a whole number of requests of at least 1, got 0'],
  ['a negative seed', 'seed: -1', '1:7 seed: expected a whole number of at least 0, got -1'],
  ['a whole megabyte of text is cut', `name: [${'x'.repeat(9)}]`, '1:7 name: expected a name, got a list'],
  [
    'a URL of another protocol',
    'target: {url: ftp://x}',
    '1:15 target.url: expected a base URL such as http://localhost:8000/v1, got "ftp://x"',
  ],
  [
    'two targets',
    'target: {url: "http://x/v1", engine: {}}',
    '1:15 target.url: expected either url or engine, got both',
  ],
  ['a target that is neither', 'target: {model: m}', '1:17 target.model: expected url beside model, got none'],
  [
    'a model beside the engine',
    'target: {engine: {}, model: m}',
    '1:29 target.model: expected the model inside engine: {model: ...}, got none',
  ],
  [
    'a key instead of its variable',
    'target: {url: "http://x/v1", apiKeyEnv: sk-123}',
    '1:41 target.apiKeyEnv: expected the name of an environment variable such as OPENAI_API_KEY, got "sk-123"',
  ],
  [
    'memory without a unit',
    'target: {engine: {kvCache: 512}}',
    '1:28 target.engine.kvCache: expected a size such as 512MiB, got 512',
  ],
  [
    'two sources',
    'requests: {source: {distribution: azure-conv-2023, trace: a.csv}}',
    '1:59 requests.source.trace: expected one of synthetic, distribution and trace, got 2 of them',
  ],
  [
    'an unknown distribution',
    'requests: {source: {distribution: azure-conv}}',
    '1:35 requests.source.distribution: expected azure-conv-2023 or azure-code-2023, got "azure-conv"',
  ],
  [
    'an empty source',
    'requests: {source: {}}',
    '1:20 requests.source: expected one of synthetic, distribution and trace, got none',
  ],
  [
    'rows to take of no trace',
    'requests: {source: {distribution: azure-conv-2023, take: 5}}',
    '1:58 requests.source.take: expected trace beside take, got none',
  ],
  [
    'a trace whose name tells no format',
    'requests: {source: {trace: a.txt}}',
    '1:28 requests.source.trace: expected a name that ends in .csv or .jsonl, or format: azure-csv or mooncake-jsonl beside it, got "a.txt"',
  ],
  [
    'a misspelt length',
    'requests: {source: {synthetic: {input: {unifrom: [1, 2]}}}}',
    '1:41 requests.source.synthetic.input.unifrom: unknown key; did you mean uniform?',
  ],
  [
    'a length of no kind',
    'requests: {source: {synthetic: {input: many}}}',
    '1:40 requests.source.synthetic.input: expected a token count such as 256, or one of uniform, normal, lognormal and quantiles, got "many"',
  ],
  [
    'a length of two kinds',
    'requests: {source: {synthetic: {input: {uniform: [1, 2], normal: {mean: 1, sd: 1}}}}}',
    '1:40 requests.source.synthetic.input: expected a token count such as 256, or one of uniform, normal, lognormal and quantiles, got a mapping',
  ],
  [
    'a prompt of no tokens',
    'requests: {source: {synthetic: {input: 0}}}',
    '1:40 requests.source.synthetic.input: expected a whole number of tokens of at least 1, got 0',
  ],
  [
    'a range backwards',
    'requests: {source: {synthetic: {input: {uniform: [9, 1]}}}}',
    '1:50 requests.source.synthetic.input.uniform: expected a pair of token counts such as [100, 400], the smaller first, got a list',
  ],
  [
    'percentiles that fall',
    'requests: {source: {synthetic: {input: {quantiles: {min: 9, p50: 5, max: 20}}}}}',
    '1:52 requests.source.synthetic.input.quantiles: expected percentiles such as {min: 1, p50: 200, p90: 800, max: 4000}, rising from min to max, got a mapping',
  ],
  [
    'percentiles without ends',
    'requests: {source: {synthetic: {input: {quantiles: {p50: 5}}}}}',
    '1:52 requests.source.synthetic.input.quantiles: expected percentiles such as {min: 1, p50: 200, p90: 800, max: 4000}, with min and max, got a mapping',
  ],
  [
    'a percentile that is none',
    'requests: {source: {synthetic: {input: {quantiles: {min: 1, median: 5, max: 20}}}}}',
    '1:61 requests.source.synthetic.input.quantiles.median: expected a percentile such as p50, or min or max, got "median"',
  ],
  [
    'min over max',
    'requests: {source: {synthetic: {input: {normal: {mean: 5, sd: 1, min: 9, max: 2}}}}}',
    '1:49 requests.source.synthetic.input.normal: expected min to be at most max, got a mapping',
  ],
  [
    'twin classes',
    'requests: {classes: [{name: a}, {name: a}]}',
    '1:40 requests.classes.1.name: expected a name that no other class has, got "a"',
  ],
  ['no classes', 'requests: {classes: []}', '1:21 requests.classes: expected at least one class, got an empty list'],
  [
    'a class without a name',
    'requests: {classes: [{share: 1}]}',
    '1:22 requests.classes.0.name: expected a name such as chat, got nothing',
  ],
  [
    'a body field the workload makes',
    'requests: {body: {max_tokens: 5}}',
    '1:31 requests.body.max_tokens: expected a field that the workload does not set itself, got max_tokens',
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
    'trace times with a class apart',
    'requests:\n  source: {trace: a.csv}\n  classes: [{name: a}, {name: b, source: {synthetic: {}}}]\narrival: {process: trace}',
    '3:34 requests.classes.1.source: expected one trace for all classes beside process trace, got a source of its own',
  ],
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
  [
    'a slip of the unit',
    'arrival: {rate: 1000000/s}\nduration: 1h',
    '1:17 arrival.rate: expected a run of at most 5000000 requests, got 3600000000',
  ],
  ['a sweep over a scalar', 'sweep: {rate: 4}', '1:15 sweep.rate: expected a list of values such as [1, 2, 4], got 4'],
  [
    'a sweep over sweeps',
    'sweep: {repeat: [1, 2]}',
    '1:17 sweep.repeat: expected a path of the workload other than sweep and repeat, got repeat',
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
]

test.each(cases)('%s is refused', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})

test('a sweep of more than a thousand runs is refused', () => {
  const list = `[${Array.from({ length: 40 }, (_, i) => i + 1).join(', ')}]`
  expect(faultsOf(`sweep: {rate: ${list}, seed: ${list}}`)).toEqual([
    'chat.yaml:1:8 sweep: expected at most 1000 combinations, got 1600',
  ])
})

test('keys of larger workloads are answered with what is there instead', () => {
  expect(faultsOf('search: {metric: goodput}')).toEqual([
    'chat.yaml:1:1 search: unknown key; sweep: {rate: [1, 2, 4, 8]} runs a list of rates',
  ])
  expect(faultsOf('requests: {source: {sessions: a.jsonl}}')[0]).toBe(
    'chat.yaml:1:21 requests.source.sessions: unknown key; trace: FILE replays single requests',
  )
  expect(faultsOf('requests: {source: {dataset: a.json}}')[0]).toContain(
    'trace: FILE or distribution: NAME gives the lengths',
  )
  expect(faultsOf('arrival: {ramps: []}')[0]).toContain('sweep: {rate: [1, 2, 4, 8]} runs a list of rates')
  expect(faultsOf('arrival: {process: ramp}')).toEqual([
    'chat.yaml:1:20 arrival.process: expected constant, poisson, gamma, trace or concurrency, got "ramp"',
  ])
})

test('a key that belongs elsewhere is answered with its place, one like no other with all that may stand there', () => {
  expect(faultsOf('rate: 4')).toEqual(['chat.yaml:1:1 rate: unknown key; did you mean arrival.rate?'])
  expect(faultsOf('slo: {p99: 1s}')).toEqual(['chat.yaml:1:7 slo.p99: unknown key; expected ttft, tpot, itl or e2e'])
})

test('a fault of one part does not hide contradictions among the others', () => {
  expect(faultsOf('seed: x\narrival: {process: trace}\nwarmup: 3m\nduration: 1m')).toEqual([
    'chat.yaml:1:7 seed: expected a whole number of at least 0, got "x"',
    'chat.yaml:2:20 arrival.process: expected requests.source.trace beside process trace, got distribution azure-conv-2023, which has no times',
    'chat.yaml:3:9 warmup: expected less than the duration of 1m, got 3m',
  ])
})

test.each(['', '# only a comment\n', '---\n', 'null\n'])('an empty file is refused: %j', (text) => {
  const refusal = refusalOf(text)
  expect(refusal.code).toBe('workload.invalid')
  expect(refusal.message).toMatch(/^chat\.yaml:\d+:\d+: expected a workload, got nothing$/)
  expect(refusal.hint).toBe('infbench init writes a commented workload file to start from')
})

test.each([
  ['- a\n', 'a list'],
  ['hello\n', '"hello"'],
  ['42\n', '42'],
])('a document that is no mapping is refused: %j', (text, got) => {
  expect(faultsOf(text)).toEqual([
    `chat.yaml:1:1: expected a mapping of keys such as target, requests and arrival, got ${got}`,
  ])
})

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

test('anchors and aliases are resolved, and faults behind them are placed where they are written', () => {
  expect(planOf('slo: &limits {ttft: 1s}\nrequests: {classes: [{name: a, slo: *limits}]}').slo).toEqual({
    a: { ttftNs: 1e9 },
  })
  expect(faultsOf('slo: &limits {ttft: 1}\nrequests: {classes: [{name: a, slo: *limits}]}')).toEqual([
    'chat.yaml:1:21 requests.classes.0.slo.ttft: expected a duration such as 200ms, got 1',
    'chat.yaml:1:21 slo.ttft: expected a duration such as 200ms, got 1',
  ])
})

test('resolving has no memory: the same text gives the same plan', () => {
  const text = 'sweep: {rate: [1, 2]}\nrepeat: 2\n'
  expect(runsOf(text)).toEqual(runsOf(text))
})

test('a file that cannot be read says what is there', async () => {
  const missing = await readWorkloadFile('/no/such/file.yaml').catch((error: unknown) => error)
  expect(missing).toBeInstanceOf(InfbenchError)
  expect(missing).toMatchObject({
    code: 'workload.unreadable',
    message: '/no/such/file.yaml: expected a workload file, got no such file',
    hint: 'infbench init /no/such/file.yaml writes one to start from',
  })
  await expect(readWorkloadFile(import.meta.dirname)).rejects.toMatchObject({
    code: 'workload.unreadable',
    message: expect.stringContaining('got a folder'),
  })
})

test('the file is read as it is', async () => {
  const text = await readWorkloadFile(new URL('../../../../workloads/quickstart.yaml', import.meta.url).pathname)
  expect(resolveWorkload({ text, path: 'workloads/quickstart.yaml', overrides: [] }).plans).toHaveLength(1)
})
