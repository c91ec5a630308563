import { parquetMetadata, parquetRead, toJson } from 'hyparquet'
import { expect, test } from 'vitest'
import { encodeCsv } from '../../../../src/export/encoders/encode-csv.ts'
import { encodeJsonl } from '../../../../src/export/encoders/encode-jsonl.ts'
import { encodeParquet } from '../../../../src/export/encoders/encode-parquet.ts'
import type { Table } from '../../../../src/export/tables/column.ts'
import { eventsOf, eventTable } from '../../../../src/export/tables/event-table.ts'
import { requestTable } from '../../../../src/export/tables/request-table.ts'
import { runTable } from '../../../../src/export/tables/run-table.ts'
import { answered, failed } from '../../../helpers/build-record.ts'
import { documentOf, hostile } from '../../../helpers/export-store.ts'
import { sampleRun } from '../../../helpers/sample-run.ts'

const text = (chunks: Iterable<string>) => [...chunks].join('')

async function parquetRows<T>(table: Table<T>, items: Iterable<T>, groupRows?: number) {
  const bytes = Buffer.concat([...encodeParquet(table, items, groupRows)])
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  let rows: Record<string, unknown>[] = []
  await parquetRead({ file, rowFormat: 'object', onComplete: (all) => (rows = all) })
  return { rows, metadata: parquetMetadata(file) }
}

const requests = [
  {
    runId: 'r',
    record: answered({
      scheduledMs: 5,
      sentMs: 6,
      arrivals: [
        [16, 1],
        [26, 2],
      ],
      doneMs: 30,
    }),
  },
  {
    runId: 'r',
    record: failed(
      'http',
      { scheduledMs: 7 },
      { index: 1, httpStatus: 503, outcome: { kind: 'http', detail: hostile } },
    ),
  },
]

test('a request is a row of its instants in ns and the metrics by their formulas in ms', () => {
  const [first] = text(encodeJsonl(requestTable, requests))
    .split('\n')
    .map((line) => JSON.parse(line || 'null'))
  expect(first).toMatchObject({
    ...{ run_id: 'r', position: 0, phase: 'measure', scheduled_at: 5e6, sent_at: 6e6, first_token_at: 16e6 },
    ...{ ttft_ms: 11, ttft_service_ms: 10, tpot_ms: 5, e2e_ms: 25, send_lag_ms: 1, tps_per_user: 200, outcome: 'ok' },
  })
})

test('what was not observed is null in JSON and Parquet and an empty field in CSV', async () => {
  const second = JSON.parse(text(encodeJsonl(requestTable, requests)).split('\n')[1] as string)
  expect(second).toMatchObject({ first_token_at: null, ttft_ms: null, output_tokens: null, done_marker: null })
  expect((await parquetRows(requestTable, requests)).rows[1]).toMatchObject({ first_token_at: null, ttft_ms: null })
  const csv = text(encodeCsv(requestTable, [requests[1] as (typeof requests)[0]]))
  const [names, values] = [csv.split('\r\n')[0]?.split(','), csv.slice(csv.indexOf('\r\n') + 2).split(',')]
  expect(values[names?.indexOf('first_token_at') ?? -1]).toBe('')
})

test('CSV is quoted by RFC 4180, disarms formulas and holds no NUL; JSON keeps text as it is', () => {
  const csv = text(encodeCsv(requestTable, requests))
  expect(csv).toContain(`"'=cmd|""a',b""\r\n\uFFFD\u202Eevil\\n</script>`)
  expect(csv).not.toContain('\0')
  expect(JSON.parse(text(encodeJsonl(requestTable, requests)).split('\n')[1] as string).outcome_detail).toBe(hostile)
})

test('Parquet keeps text, whole numbers and truth as they are, and tells units in its metadata', async () => {
  const { rows, metadata } = await parquetRows(requestTable, requests)
  expect(rows[0]).toMatchObject({ scheduled_at: 5_000_000n, ttft_ms: 11, done_marker: true, position: 0n })
  expect(rows[1]?.['outcome_detail']).toBe(hostile.replace('\ud800', '\uFFFD'))
  const about = metadata.key_value_metadata?.find(({ key }) => key === 'infbench.columns')?.value ?? '[]'
  expect(JSON.parse(about)).toContainEqual(expect.objectContaining({ name: 'ttft_ms', unit: 'ms' }))
})

test('Parquet of many rows is row groups that are handed on one by one', async () => {
  const many = Array.from({ length: 10 }, (_, index) => ({ runId: 'r', record: answered({}, { index }) }))
  let taken = 0
  const counted = function* () {
    for (const item of many) {
      taken++
      yield item
    }
  }
  const chunks = encodeParquet(requestTable, counted(), 4)
  expect(chunks.next().done).toBe(false)
  expect(taken).toBe(4)
  const { rows, metadata } = await parquetRows(requestTable, many, 4)
  expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([4, 4, 2])
  expect(rows.map((row) => row['position'])).toEqual(many.map((_, index) => BigInt(index)))
})

test('a table without rows is a whole file of each format', async () => {
  expect(text(encodeCsv(eventTable, []))).toBe('run_id,position,phase,event,arrived_at,tokens\r\n')
  expect(text(encodeJsonl(eventTable, []))).toBe('')
  expect((await parquetRows(eventTable, [])).rows).toEqual([])
})

test('events are a row each, numbered inside their answer', () => {
  expect(text(encodeCsv(eventTable, eventsOf(requests)))).toBe(
    'run_id,position,phase,event,arrived_at,tokens\r\nr,0,measure,0,16000000,1\r\nr,0,measure,1,26000000,2\r\n',
  )
})

test('the figures in a row of runs are those of the document', async () => {
  const document = documentOf(sampleRun({ failShare: 0.1 }))
  const { rows } = await parquetRows(runTable, [document])
  expect(toJson(rows[0])).toMatchObject({
    ...{ run_id: document.runId, status: document.status, requests_failed: document.requests.failed },
    ...{ ttft_p99_ms: document.metrics.ttftMs.p99, itl_mean_ms: document.metrics.itlMs.mean },
    ...{ tps_per_user_p50: document.metrics.tpsPerUser.p50, ttft_n: document.metrics.ttftMs.n },
    ...{ output_tokens_per_s: document.throughput.outputTokensPerS, goodput_attainment: document.goodput.attainment },
    ...{ cost_per_million_output_tokens: document.cost?.perMillionOutputTokens },
    started_at: document.window.startedAt,
  })
})

test.each([requestTable, eventTable, runTable] as readonly Table<never>[])(
  'the columns of $name have names of their own',
  ({ columns }) => {
    const names = columns.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([])
  },
)
