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
