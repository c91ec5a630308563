import { expect, test } from 'vitest'
import { faultsOf, planOf } from '../../../../helpers/workload-case.ts'

test.each([
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
  [
    'a server that is there and one to start',
    'target: {url: "http://x/v1", start: {command: serve}}',
    '1:15 target.url: expected either url or start, got both',
  ],
  [
    'a start without a command',
    'target: {start: {port: 8000}}',
    "1:17 target.start.command: expected a command such as './server --port {port}', got nothing",
  ],
  [
    'a path that is none',
    'target: {start: {command: serve, ready: health}}',
    '1:41 target.start.ready: expected a path that begins with /, such as /health, got "health"',
  ],
  [
    'a port that is none',
    'target: {start: {command: serve, port: 70000}}',
    '1:40 target.start.port: expected auto or a port from 1 to 65535, got 70000',
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
    'metrics that are no place',
    'target: {url: "http://x/v1", metrics: /stats}',
    '1:39 target.metrics: expected true, false or a URL such as http://localhost:9090/metrics, got "/stats"',
  ],
  [
    'another place for the metrics of the engine',
    'target: {engine: {}, metrics: "http://x/metrics"}',
    '1:31 target.metrics: expected true or false beside the engine, got a URL',
  ],
  [
    'memory without a unit',
    'target: {engine: {kvCache: 512}}',
    '1:28 target.engine.kvCache: expected a size such as 512MiB, got 512',
  ],
])('%s is refused as a target', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})

test('the metrics of a target are asked for beside its API, elsewhere, or not at all', () => {
  const metrics = (text: string) => planOf(`target: {${text}}`).target.metrics
  expect(metrics('url: "http://x/v1"')).toBeUndefined()
  expect(metrics('url: "http://x/v1", metrics: true')).toBeUndefined()
  expect(metrics('url: "http://x/v1", metrics: false')).toBe(false)
  expect(metrics('url: "http://x/v1", metrics: "http://y:9090/metrics"')).toBe('http://y:9090/metrics')
  expect(metrics('engine: {}, metrics: false')).toBe(false)
})

test('a server to start has a free port, its list of models to be asked for, and the folder of the file', () => {
  expect(planOf("target: {start: {command: './serve --port {port}'}, model: m}").target).toEqual({
    ...{ kind: 'endpoint', url: 'http://127.0.0.1:{port}/v1', model: 'm', apiKeyEnv: null, headers: {} },
    tokenizer: null,
    start: {
      ...{ command: './serve --port {port}', folder: 'work', port: null, readyPath: '/v1/models' },
      ...{ patienceNs: 300e9, environment: {} },
    },
  })
  const given =
    "start: {command: c, folder: srv, port: 8000, ready: /health, api: /api/v1/, within: 2s, environment: {A: 'b'}}"
  expect(planOf(`target: {${given}}`).target).toMatchObject({
    url: 'http://127.0.0.1:8000/api/v1',
    start: { folder: 'work/srv', port: 8000, readyPath: '/health', patienceNs: 2e9, environment: { A: 'b' } },
  })
})

test('a url given by hand takes the start command away, and the other way round; the model stays', () => {
  const started = 'target: {start: {command: serve}, model: m}'
  expect(planOf(started, ['target.url=http://x/v1']).target).toMatchObject({ url: 'http://x/v1', model: 'm' })
  expect(planOf(started, ['target.url=http://x/v1']).target).not.toHaveProperty('start')
  const there = 'target: {url: "http://x/v1", model: m}'
  expect(planOf(there, ['target.start.command=serve']).target).toMatchObject({
    start: { command: 'serve' },
    model: 'm',
  })
})
