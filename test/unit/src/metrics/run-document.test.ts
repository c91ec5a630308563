import { expect, test } from 'vitest'
import { runDocumentSchema, runJsonSchema } from '../../../../src/metrics/run-document.ts'
import { summarize } from '../../../../src/metrics/summarize.ts'
import { answered, failed, runHeader } from '../../../helpers/build-record.ts'

const hardware = { accelerator: 'l4', count: 1, pricePerHour: 1, currency: 'USD' } as const
const document = summarize(runHeader({ hardware, slo: { default: { ttftNs: 1e8 } } }), [answered(), failed('http')])

/** The keys that infbench.run/1 promises to other people's scripts. */
const promised = {
  '': [
    'schema',
    'runId',
    'name',
    'status',
    'reasons',
    'target',
    'requests',
    'metrics',
    'tokens',
    'throughput',
    'goodput',
    'cost',
    'window',
    'environment',
  ],
  requests: ['planned', 'sent', 'completed', 'failed', 'cancelled'],
  metrics: ['ttftMs', 'ttftServiceMs', 'ttpMs', 'tpotMs', 'itlMs', 'e2eMs', 'sendLagMs'],
  tokens: ['input', 'output', 'countedBy'],
  throughput: ['outputTokensPerS', 'inputTokensPerS', 'requestsPerS', 'requestsPerMin'],
  goodput: ['attainment', 'requestsPerS', 'outputTokensPerS'],
  window: ['startedAt', 'durationS'],
} as const

test.each(Object.entries(promised))('the contract holds at %j', (section, keys) => {
  const part = section === '' ? document : document[section as Exclude<keyof typeof promised, ''>]
  expect(Object.keys(part)).toEqual(expect.arrayContaining([...keys]))
})

test.each(promised.metrics)('%s has every statistic', (key) => {
  expect(Object.keys(document.metrics[key])).toEqual(
    expect.arrayContaining(['n', 'mean', 'min', 'max', 'p50', 'p90', 'p95', 'p99']),
  )
})

test('a document survives JSON and its own schema unchanged', () => {
  expect(runDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
})

test('numbers keep their full precision', () => {
  const third = summarize(runHeader(), [
    answered({
      arrivals: [
        [100, 1],
        [110, 3],
      ],
    }),
  ])
  expect(JSON.parse(JSON.stringify(third)).metrics.tpotMs.mean).toBe(1e7 / 3 / 1e6)
})

test('the JSON Schema names the version and explains each metric', () => {
  const schema = runJsonSchema() as {
    properties: Record<string, { const?: string; properties?: Record<string, { description?: string }> }>
  }
  expect(schema.properties.schema?.const).toBe('infbench.run/1')
  expect(schema.properties.metrics?.properties?.ttftMs?.description).toContain('firstTokenAt - scheduledAt')
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining([...promised['']]))
})

test('a document of another version is refused', () => {
  expect(runDocumentSchema.safeParse({ ...document, schema: 'infbench.run/2' }).success).toBe(false)
})
