import { basename } from 'node:path'
import type { RunDocument } from '../../../metrics/run-document.ts'
import { encodeCsv } from '../../../export/encoders/encode-csv.ts'
import { encodeJsonl, encodeJsonLines } from '../../../export/encoders/encode-jsonl.ts'
import { encodeParquet } from '../../../export/encoders/encode-parquet.ts'
import { openMetrics } from '../../../export/openmetrics/open-metrics.ts'
import { otlpMetrics } from '../../../export/otlp/otlp-metrics.ts'
import { eventsOf, eventTable } from '../../../export/tables/event-table.ts'
import { kernelsOf, kernelTable } from '../../../export/tables/kernel-table.ts'
import { type ExportedRequest, requestTable } from '../../../export/tables/request-table.ts'
import { runTable } from '../../../export/tables/run-table.ts'
import type { Table } from '../../../export/tables/column.ts'
import { bencherReport } from '../../../export/trackers/bencher.ts'
import { githubBenchmark } from '../../../export/trackers/github-benchmark.ts'
import { otavaFile } from '../../../export/trackers/otava.ts'
import type { ExportFormat } from '../../../export/export-format.ts'
import type { Store } from '../../../store/open-store.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'
import type { ExportOutput, ExportPlan } from './export-plan.ts'

type Chunks = Iterable<string | Uint8Array>

/** Where the runs come from; `counted` hears of every row that is written. */
export interface Exported {
  readonly store: Store
  readonly runIds: readonly string[]
  readonly counted: () => void
}

/** The pieces of one file, made as they are asked for. Runs are read one after the other, requests a page at a time. */
export function exportChunks(exported: Exported, plan: ExportPlan, { direction, part }: ExportOutput): Chunks {
  if (plan.format === 'openmetrics') return [openMetrics(documents(exported), plan.timestamps)]
  if (plan.format === 'otlp') return encodeJsonLines([otlpMetrics(otlpRuns(exported))], (request) => request)
  if (plan.format === 'github-benchmark') return jsonDocument(githubBenchmark(documents(exported), direction))
  if (plan.format === 'otava') return otavaFile(documents(exported), part, tablePath(plan))
  if (plan.format === 'bencher') return jsonDocument(bencherReport(documents(exported)))
  return tableChunks(exported, plan)
}

/** As the configuration of Otava names it, from the folder that both lie in. */
const tablePath = ({ outputs }: ExportPlan) =>
  basename(outputs.find(({ part }) => part === 'table')?.path ?? 'otava.csv')

function tableChunks(exported: Exported, { format, what }: ExportPlan): Chunks {
  if (what === 'requests') return encode(format, requestTable, counting(exported, requests(exported)))
  if (what === 'events') return encode(format, eventTable, counting(exported, eventsOf(requests(exported))))
  const runs = eachDocument(exported)
  if (what === 'kernels') return encode(format, kernelTable, counting(exported, kernels(runs)))
  // A document is more than its row, and JSON can hold it.
  if (format === 'jsonl') return encodeJsonLines(counting(exported, runs), (run) => run)
  return encode(format, runTable, counting(exported, runs))
}

function encode<T>(format: ExportFormat, table: Table<T>, items: Iterable<T>): Chunks {
  if (format === 'parquet') return encodeParquet(table, items)
  return format === 'jsonl' ? encodeJsonl(table, items) : encodeCsv(table, items)
}

const jsonDocument = (body: unknown): Chunks => [`${JSON.stringify(body, null, 2)}\n`]

function* requests({ store, runIds }: Exported): Generator<ExportedRequest> {
  for (const runId of runIds) for (const record of store.records(runId)) yield { runId, record }
}

function* eachDocument({ store, runIds }: Exported): Generator<RunDocument> {
  for (const runId of runIds) yield summarizeStored(store, runId).document
}

function* kernels(runs: Iterable<RunDocument>) {
  for (const run of runs) yield* kernelsOf(run)
}

const documents = (exported: Exported): readonly RunDocument[] => [...counting(exported, eachDocument(exported))]

function* otlpRuns(exported: Exported) {
  for (const runId of exported.runIds) {
    const { header, document } = summarizeStored(exported.store, runId)
    exported.counted()
    yield { header, document, records: exported.store.records(runId) }
  }
}

function* counting<T>({ counted }: Exported, items: Iterable<T>): Generator<T> {
  for (const item of items) {
    counted()
    yield item
  }
}
