import { expect, test } from 'vitest'
import { InfbenchError } from '../../../../../src/core/errors.ts'
import { policyFile, policyJsonSchema } from '../../../../../src/gate/policy/policy-schema.ts'
import { readPolicy } from '../../../../../src/gate/policy/read-policy.ts'

const read = (text: string, path = 'ci/policy.yaml') => readPolicy({ text, path })

function faultsIn(text: string): string[] {
  try {
    read(text)
  } catch (error) {
    if (error instanceof InfbenchError) return [error.code, ...error.message.split('\n')]
    throw error
  }
  return []
}

const stored = 'baseline: {tag: main}\ncandidate: {tag: new}\n'

test('a policy of two tags and a metric has every default filled in', () => {
  expect(read(`${stored}metrics: {ttft.p99: 5%}\n`)).toEqual({
    ...{ name: 'policy', path: 'ci/policy.yaml', mode: 'paired', workloadPath: null },
    baseline: { kind: 'stored', label: 'tag main', references: ['tag:main'] },
    candidate: { kind: 'stored', label: 'tag new', references: ['tag:new'] },
    pairs: { planned: 8, given: false },
    seed: null,
    alpha: 0.05,
    metrics: [{ metric: 'ttft.p99', direction: 'lower', marginShare: 0.05 }],
    limits: [],
    budget: { timeNs: null, pairs: 8 },
    sequential: null,
    onInconclusive: 'fail',
  })
})

test('margins, limits, budget, looks and paths are read in their units', () => {
  const policy = read(`
name: no slower
workload: chat.yaml
baseline: {engine: {quant: int8, model: model.gguf}}
candidate: {start: 'serve {port}', rev: main, build: npm ci, folder: ../server, port: 8001, readyWithin: 30s}
alpha: 0.1
metrics: {tpot.p50: 0.03, outputTokensPerS: {margin: 2.5%}}
limits: ['ttft.p(99) < 0.3s', 'errorShare <= 1%', 'outputTokensPerS > 100']
budget: {time: 20m, pairs: 14}
sequential: {looks: [6, 10, 14]}
onInconclusive: warn
`)
  expect(policy).toMatchObject({
    workloadPath: 'ci/chat.yaml',
    baseline: { kind: 'live', overrides: ['target.engine.quant="int8"', 'target.engine.model="ci/model.gguf"'] },
    candidate: {
      kind: 'live',
      label: 'main',
      start: {
        command: 'serve {port}',
        revision: 'main',
        build: 'npm ci',
        folder: 'server',
        port: 8001,
        ready: '/health',
      },
    },
    pairs: { planned: 14, given: true },
    metrics: [
      { metric: 'tpot.p50', direction: 'lower', marginShare: 0.03 },
      { metric: 'outputTokensPerS', direction: 'higher', marginShare: 0.025 },
    ],
    limits: [
      { metric: 'ttft.p99', operator: '<', limit: 300, unit: 'ms', expression: 'ttft.p(99) < 0.3s' },
      { metric: 'errorShare', operator: '<=', limit: 0.01, unit: 'share' },
      { metric: 'outputTokensPerS', operator: '>', limit: 100, unit: 'tokens/s' },
    ],
    budget: { timeNs: 20 * 60e9, pairs: 14 },
    sequential: { looks: [6, 10, 14], spending: 'obrien-fleming' },
    onInconclusive: 'warn',
  })
})

test('settings of an endpoint are laid over the workload key by key', () => {
  const { baseline } = read(`
workload: /srv/chat.yaml
baseline: {url: 'http://localhost:8000/v1', model: m, headers: {x-a: b}, tokenizer: {file: t.json}}
candidate: {engine: {}}
metrics: {ttft.p50: 5%}
`)
  expect(baseline).toMatchObject({
    label: 'http://localhost:8000/v1',
    overrides: [
      'target.url="http://localhost:8000/v1"',
      'target.model="m"',
      'target.headers={"x-a":"b"}',
      'target.tokenizer={"file":"ci/t.json"}',
    ],
  })
})

test('history stands for the baseline, and the newest run is the candidate where none is named', () => {
  expect(read('history: {tag: main, last: 20}\nmetrics: {ttft.p50: 10%}\n')).toMatchObject({
    mode: 'history',
    baseline: { kind: 'history', label: 'past runs of tag main', tag: 'main', name: null, last: 20 },
    candidate: { kind: 'history', label: 'the newest run' },
  })
})

test.each([
  [
    'metrics: {ttft.p98: 5%}',
    `ci/policy.yaml:3:11 metrics.ttft.p98: expected a metric such as ttft.p99 or outputTokensPerS, got "ttft.p98"; did you mean ttft.p90?`,
  ],
  [
    'metrics: {ttft: 5%}',
    'ci/policy.yaml:3:11 metrics.ttft: expected a metric such as ttft.p99 or outputTokensPerS, got "ttft"; did you mean ttft.p50?',
  ],
  [
    'metrics: {ttft.p99: 120%}',
    'ci/policy.yaml:3:21 metrics.ttft.p99: expected a share such as 5% or 0.05, above 0 and below 100 %, got "120%"',
  ],
  [
    'metrics: {}',
    'ci/policy.yaml:3:10 metrics: expected a mapping of 1 to 6 metrics to margins such as {ttft.p99: 5%}, got an empty mapping',
  ],
  [
    'metrics: {ttft.p99: 5%}\nlimits: [ttft.p99 < 300]',
    'ci/policy.yaml:4:10 limits.0: ttft.p99: expected a duration such as 300ms, got "300"',
  ],
  ['metrics: {ttft.p99: 5%}\nparis: 8', 'ci/policy.yaml:4:1 paris: unknown key; did you mean pairs?'],
  [
    'metrics: {ttft.p99: 5%}\npairs: 4',
    'ci/policy.yaml:4:8 pairs: expected a whole number of pairs from 5 to 1000, got 4',
  ],
  [
    'metrics: {ttft.p99: 5%}\nalpha: 0.01\npairs: 6',
    'ci/policy.yaml:5:8 pairs: expected pairs that can attain alpha 0.01: 6 reach 0.03125 at best, 8 are enough',
  ],
  [
    'metrics: {ttft.p99: 5%}\nsequential: {looks: [10, 6]}',
    'ci/policy.yaml:4:21 sequential.looks: expected a list of ascending numbers of pairs from 5 on such as [6, 10, 14], got a list',
  ],
  [
    'metrics: {ttft.p99: 5%}\npairs: 8\nsequential: {looks: [6, 10]}',
    'ci/policy.yaml:4:8 pairs: expected the last of sequential.looks, 10, or no such key, got 8',
  ],
  [
    'metrics: {ttft.p99: 5%}\nbudget: {pairs: 6}',
    'ci/policy.yaml:4:17 budget.pairs: expected at least the 8 pairs planned, got 6',
  ],
  [
    'metrics: {ttft.p99: 5%}\nhistory: {tag: main}',
    'ci/policy.yaml:1:1 baseline: expected baseline or history, got both',
  ],
])('%j is refused with place, key and value', (line, message) => {
  expect(faultsIn(`${stored}${line}\n`)).toEqual(['policy.invalid', message])
})

test.each([
  ['baseline: {tag: main, url: "http://x/v1"}', /baseline\.tag: expected either url or tag, got both/],
  [
    'baseline: {label: x}',
    /baseline: expected one of url, engine, start, runs, group, tag, project, baseline, got none of them/,
  ],
  ['baseline: {url: "http://x/v1", port: 80}', /baseline\.port: expected start beside port, got url/],
  [
    'baseline: {engine: {}, model: x}',
    /baseline\.model: expected the model inside engine: \{model: \.\.\.\}, got engine/,
  ],
  ['baseline: {tag: main, model: x}', /baseline\.model: expected nothing but a label beside tag, got model/],
  ['baseline: {engine: {quant: int9}}', /baseline\.engine\.quant: expected f32, bf16, .*, got "int9"/],
  ['baseline: {url: "http://x/v1"}', /candidate: expected both sides stored or both to be measured/],
])('a side of %j is refused', (line, message) => {
  const found = faultsIn(`${line}\ncandidate: {tag: new}\nmetrics: {ttft.p99: 5%}\n`)
  expect(found[0]).toBe('policy.invalid')
  expect(found.join('\n')).toMatch(message)
})

test('sides that are to be measured need a workload, and both sides are needed', () => {
  expect(faultsIn('baseline: {engine: {}}\ncandidate: {engine: {quant: int8}}\nmetrics: {ttft.p50: 5%}\n')[1]).toMatch(
    /expected workload, what is asked of both sides, got no such key/,
  )
  expect(faultsIn('candidate: {tag: new}\nmetrics: {ttft.p50: 5%}\n')[1]).toMatch(/expected baseline, got no such key/)
})

test('all faults of a file are told at once, from top to bottom', () => {
  const found = faultsIn(`${stored}metrics: {ttft.p9: 5%, itl.p99: five}\nonInconclusive: maybe\n`)
  expect(found).toHaveLength(4)
  expect(found.slice(1).map((line) => /:(\d+:\d+) /.exec(line)?.[1])).toEqual(['3:11', '3:33', '4:17'])
})

test.each([
  ['', 'policy.invalid'],
  ['- a\n', 'policy.invalid'],
  ['metrics: {a: [\n', 'policy.malformed'],
])('%j is no policy', (text, code) => {
  expect(faultsIn(text)[0]).toBe(code)
})

test('the JSON Schema has every key of a policy', () => {
  const schema = policyJsonSchema() as { properties: object; title: string }
  expect(Object.keys(schema.properties)).toEqual(Object.keys(policyFile.shape))
  expect(schema.title).toBe('infbench gate policy')
})
