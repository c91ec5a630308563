import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeCsv } from '../../../src/export/encoders/encode-csv.ts'
import { encodeParquet } from '../../../src/export/encoders/encode-parquet.ts'
import { openMetrics } from '../../../src/export/openmetrics/open-metrics.ts'
import { otlpMetrics } from '../../../src/export/otlp/otlp-metrics.ts'
import { eventsOf, eventTable } from '../../../src/export/tables/event-table.ts'
import { requestTable } from '../../../src/export/tables/request-table.ts'
import { runTable } from '../../../src/export/tables/run-table.ts'
import { documentOf, hostile } from '../../helpers/export-store.ts'
import { type SampleRun, sampleRun } from '../../helpers/sample-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

// Other people's programs read what is exported: DuckDB, Prometheus's own parser, the messages of OTLP.
const sample = sampleRun({ failShare: 0.1, detail: hostile, name: hostile, model: 'm"\\\n' })
const document = documentOf(sample)
const requests = sample.records.map((record) => ({ runId: sample.header.runId, record }))

/** What is used of `@duckdb/node-api`, which the project does not depend on: 68 MB that only these tests want. */
interface DuckDb {
  readonly DuckDBInstance: { create(): Promise<{ connect(): Promise<DuckDbConnection> }> }
}
interface DuckDbConnection {
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Record<string, unknown>[] }>
  closeSync(): void
}
const duckdb = await loadDuckDb().catch(() => null)

/** From the folder that INFBENCH_TEST_MODULES names, else from where the project's own modules are. */
async function loadDuckDb(): Promise<DuckDb> {
  const from = join(process.env['INFBENCH_TEST_MODULES'] ?? import.meta.dirname, 'package.json')
  return (await import(pathToFileURL(createRequire(from).resolve('@duckdb/node-api')).href)) as DuckDb
}
const pythons = ['python3', '/usr/bin/python3', ...[process.env['INFBENCH_TEST_PYTHON'] ?? []].flat()]
const python = pythons.find(
  (program) =>
    spawnSync(program, ['-c', 'import prometheus_client.openmetrics.parser'], { timeout: 30_000 }).status === 0,
)

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const { DuckDBInstance } = duckdb as NonNullable<typeof duckdb>
  const connection = await (await DuckDBInstance.create()).connect()
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson()
  connection.closeSync()
  return rows
}

test.skipIf(duckdb === null)(
  'DuckDB reads the Parquet of requests and finds the figures of the summary (needs @duckdb/node-api)',
  async () => {
    const path = join(temporaryFolder(), 'requests.parquet')
    writeFileSync(path, Buffer.concat([...encodeParquet(requestTable, requests, 100)]))
    const [found] = await ask(`SELECT count(*) n, quantile_cont(ttft_ms, 0.99) p99, avg(e2e_ms) mean
    FROM '${path}' WHERE phase = 'measure' AND outcome = 'ok'`)
    expect(Number(found?.['n'])).toBe(document.requests.completed)
    expect(found?.['p99']).toBeCloseTo(document.metrics.ttftMs.p99 as number, 9)
    expect(found?.['mean']).toBeCloseTo(document.metrics.e2eMs.mean as number, 6)
    const [failed] = await ask(`SELECT count(*) n, min(outcome_detail) detail FROM '${path}' WHERE outcome <> 'ok'`)
    expect(Number(failed?.['n'])).toBe(sample.records.filter(({ outcome }) => outcome.kind !== 'ok').length)
    expect(failed?.['detail']).toBe(hostile.replace('\ud800', '\uFFFD'))
  },
)

test.skipIf(duckdb === null)(
  'DuckDB reads events and runs as well, CSV and Parquet alike (needs @duckdb/node-api)',
  async () => {
    const folder = temporaryFolder()
    const write = (name: string, chunks: Iterable<string | Uint8Array>) =>
      writeFileSync(join(folder, name), Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk))))
    write('events.parquet', encodeParquet(eventTable, eventsOf(requests), 1000))
    write('events.csv', encodeCsv(eventTable, eventsOf(requests)))
    write('runs.parquet', encodeParquet(runTable, [document]))
    write('requests.csv', encodeCsv(requestTable, requests))
    const tokens = 'SELECT count(*)::INT n, sum(tokens)::INT tokens, max(arrived_at)::BIGINT latest FROM'
    const fromParquet = await ask(`${tokens} '${join(folder, 'events.parquet')}'`)
    expect(fromParquet).toEqual(await ask(`${tokens} '${join(folder, 'events.csv')}'`))
    expect(fromParquet[0]?.['tokens']).toBe(
      sample.records.reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0),
    )
    const [run] = await ask(`SELECT ttft_p99_ms, name, started_at FROM '${join(folder, 'runs.parquet')}'`)
    expect(run?.['ttft_p99_ms']).toBe(document.metrics.ttftMs.p99)
    const [csv] = await ask(`SELECT count(*)::INT n, avg(ttft_ms) ttft FROM '${join(folder, 'requests.csv')}'`)
    expect(csv?.['n']).toBe(requests.length)
  },
)

interface Family {
  readonly name: string
  readonly type: string
  readonly unit: string
  readonly samples: readonly {
    readonly name: string
    readonly labels: Record<string, string>
    readonly value: number
    readonly at: number | null
  }[]
}

function parse(exposition: string): readonly Family[] {
  const script = resolve(import.meta.dirname, '../../fixtures/parse-openmetrics.py')
  const { status, stdout, stderr } = spawnSync(python as string, [script], {
    input: exposition,
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect(`${status} ${stderr}`).toBe('0 ')
  return JSON.parse(stdout) as Family[]
}

test.skipIf(python === undefined)(
  "Prometheus's parser reads the OpenMetrics text and finds the figures of the summary (needs python3 with prometheus_client)",
  () => {
    const families = new Map(parse(openMetrics([document], true)).map((family) => [family.name, family]))
    const ttft = families.get('infbench_ttft_seconds')
    expect(ttft).toMatchObject({ type: 'summary', unit: 'seconds' })
    const p99 = ttft?.samples.find(({ labels }) => labels['quantile'] === '0.99')
    expect(p99?.value).toBe((document.metrics.ttftMs.p99 as number) / 1000)
    expect(p99?.labels).toMatchObject({
      run_id: document.runId,
      run: hostile.replace('\ud800', '\uFFFD'),
      model: 'm"\\\n',
    })
    expect(p99?.at).toBeCloseTo(Date.parse(document.window.startedAt) / 1000 + document.window.durationS, 3)
    expect(ttft?.samples.find(({ name }) => name.endsWith('_count'))?.value).toBe(document.metrics.ttftMs.n)
    expect(families.get('infbench_output_tokens_per_second')?.samples[0]?.value).toBe(
      document.throughput.outputTokensPerS,
    )
    const status = families.get('infbench_status')?.samples.filter(({ value }) => value === 1)
    expect(status?.map(({ labels }) => labels['infbench_status'])).toEqual([document.status])
  },
)

test.skipIf(python === undefined)(
  'runs and classes are series of their own, a run without answers has no quantiles (needs python3 with prometheus_client)',
  () => {
    const none = { ...documentOf(sampleRun({ failShare: 1 })), runId: 'none' }
    const classes = {
      ...document,
      runId: 'two',
      classes: { short: document.classes['default'], long: none.classes['default'] },
    }
    const families = new Map(
      parse(openMetrics([none, classes as typeof document], false)).map((family) => [family.name, family]),
    )
    const quantiles = families
      .get('infbench_ttft_seconds')
      ?.samples.filter(({ labels }) => labels['quantile'] === '0.5')
    expect(quantiles?.map(({ labels, at }) => [labels['run_id'], at])).toEqual([['two', null]])
    const ofClasses = families.get('infbench_class_ttft_seconds')?.samples.filter(({ name }) => name.endsWith('_count'))
    expect(ofClasses?.map(({ labels }) => labels['class'])).toEqual(['short', 'long'])
  },
)

/** OTLP's messages as OpenTelemetry generates them from its .proto files; its JSON has the same names. */
const { opentelemetry } = createRequire(import.meta.url)(
  '@opentelemetry/otlp-transformer/build/src/generated/root.js',
) as {
  opentelemetry: { proto: { collector: { metrics: { v1: { ExportMetricsServiceRequest: Message } } } } }
}
interface Message {
  verify(value: object): string | null
  fromObject(value: object): object
  encode(message: object): { finish(): Uint8Array }
  decode(bytes: Uint8Array): object
  toObject(message: object, options: object): unknown
}

test('the OTLP JSON is a message of the protobuf schema, and none of it is unknown to it', () => {
  const { ExportMetricsServiceRequest: request } = opentelemetry.proto.collector.metrics.v1
  const body = JSON.parse(JSON.stringify(otlpMetrics([{ ...sample, document }])))
  const message = request.fromObject(body)
  expect(request.verify(message)).toBeNull()
  const back = request.toObject(request.decode(request.encode(message).finish()), {
    longs: String,
    enums: Number,
    arrays: false,
  })
  expect(back).toEqual(withoutEmptyLists(body))
})

/** What protobuf does not tell from nothing. */
function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyLists)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, item]) => !(Array.isArray(item) && item.length === 0))
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutEmptyLists(item)]))
}

interface OtlpMetric {
  readonly name: string
  readonly summary?: { dataPoints: { quantileValues: { quantile: number; value: number }[]; count: string }[] }
  readonly histogram?: {
    dataPoints: {
      count: string
      sum: number
      bucketCounts: string[]
      explicitBounds: number[]
      attributes: { key: string; value: { stringValue?: string } }[]
    }[]
  }
}

function otlpMetricsOf(run: SampleRun) {
  const { resourceMetrics } = otlpMetrics([{ ...run, document: documentOf(run) }]) as {
    resourceMetrics: { scopeMetrics: { metrics: OtlpMetric[] }[] }[]
  }
  return new Map(resourceMetrics[0]?.scopeMetrics[0]?.metrics.map((metric) => [metric.name, metric]))
}

test('the summaries of OTLP are those of the document in seconds', () => {
  const [point] = otlpMetricsOf(sample).get('infbench.ttft')?.summary?.dataPoints ?? []
  expect(point?.count).toBe(String(document.metrics.ttftMs.n))
  expect(point?.quantileValues).toContainEqual({
    quantile: 0.99,
    value: (document.metrics.ttftMs.p99 as number) / 1000,
  })
})

test("the histograms of OpenTelemetry's GenAI conventions count every measured request once, failures by kind", () => {
  const points = otlpMetricsOf(sample).get('gen_ai.client.operation.duration')?.histogram?.dataPoints ?? []
  const counts = points.map(
    ({ attributes, count }) =>
      [attributes.find(({ key }) => key === 'error.type')?.value.stringValue ?? 'ok', Number(count)] as const,
  )
  const { completed, failures } = document.requests
  expect(Object.fromEntries(counts)).toEqual({
    ok: completed,
    503: failures.http,
    timeout: failures.timeout,
    cut: failures.cut,
  })
  for (const { bucketCounts, explicitBounds, count } of points) {
    expect(bucketCounts).toHaveLength(explicitBounds.length + 1)
    expect(bucketCounts.reduce((sum, n) => sum + Number(n), 0)).toBe(Number(count))
  }
  const seconds = points.find(({ attributes }) => !attributes.some(({ key }) => key === 'error.type'))
  expect((seconds?.sum ?? 0) / completed).toBeCloseTo((document.metrics.e2eServiceMs.mean as number) / 1000, 9)
})
