import type { RecordValues } from '../files/source-record.ts'
import { openaiBatch } from './datasets/openai-batch.ts'
import { sharegpt } from './datasets/sharegpt.ts'
import { table } from './datasets/table.ts'
import { aibrix } from './logs/aibrix.ts'
import { azure } from './logs/azure.ts'
import { burstgpt } from './logs/burstgpt.ts'
import { llmservingsim } from './logs/llmservingsim.ts'
import { mooncake } from './logs/mooncake.ts'
import { recorded } from './logs/recorded.ts'
import { vidur } from './logs/vidur.ts'
import { ccTraces } from './sessions/cc-traces.ts'
import { exgentic } from './sessions/exgentic.ts'
import { lmcache } from './sessions/lmcache.ts'
import { otel } from './sessions/otel.ts'
import { tracelabCsv } from './sessions/tracelab-csv.ts'
import { tracelab } from './sessions/tracelab.ts'
import type { FormatName } from './format-names.ts'
import type { TraceFormat } from './trace-format.ts'

/** Every format there is, the particular before the general: the first that knows a file's first record is its format. */
export const traceFormats = [
  ...[recorded, azure, burstgpt, mooncake, vidur, aibrix, llmservingsim],
  ...[ccTraces, exgentic, lmcache, tracelab, tracelabCsv, otel],
  ...[sharegpt, openaiBatch, table],
] as const satisfies readonly TraceFormat[]

/** The format of that name; null for one that is not read record by record. */
export const formatOf = (name: FormatName): TraceFormat | null =>
  traceFormats.find((format) => format.name === name) ?? null

/** The format that a first record shows; null when it shows none. */
export const detectFormat = (first: RecordValues): TraceFormat | null =>
  traceFormats.find((format) => format.detect(first)) ?? null
