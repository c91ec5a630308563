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
