/** Requests of AIPerf, `profile_export.jsonl`: a line each, with wall times in ns and metrics with their units. */
import { z } from 'zod'
import type { Outcome, RequestRecord } from '../../../core/request-record.ts'
import { msToNs } from '../../../core/units.ts'
import type { ImportFile } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { importedRecord, spreadTokens } from '../../reading/imported-record.ts'
import { hasKeys, objectsOf } from '../../reading/json-values.ts'
import { errorLine } from '../../reading/not-kept.ts'

const value = z.object({ value: z.number() }).optional()
const line = z.object({
  metadata: z.looseObject({
    request_start_ns: z.number({ error: 'expected the start of the request in ns' }),
    request_end_ns: z.number({ error: 'expected the end of the request in ns' }),
    benchmark_phase: z.string().nullish(),
    was_cancelled: z.boolean().nullish(),
  }),
  metrics: z.looseObject({
    time_to_first_token: value,
    request_latency: value,
    input_sequence_length: value,
    output_sequence_length: value,
    inter_chunk_latency: z.object({ value: z.array(z.number()) }).optional(),
  }),
  error: z.looseObject({ code: z.number().nullish(), message: z.string().nullish() }).nullish(),
})

type Line = z.infer<typeof line>

/** Whether a file holds such lines. */
export function isAiperfRecords(file: ImportFile): boolean {
  const [first] = objectsOf(file)
  return hasKeys(first?.value.metadata, 'request_start_ns', 'request_end_ns') && hasKeys(first?.value, 'metrics')
}

export interface AiperfRequests {
  readonly records: readonly RequestRecord[]
  readonly startedAtMs: number
}

/** By start. Wall times of today are exact to some 250 ns in a JSON number; durations are taken from the metrics, which are exact. */
export function aiperfRequests(file: ImportFile): AiperfRequests {
  const lines = objectsOf(file).map((row) => checked(file, line, row.value, row.line))
  lines.sort((a, b) => a.metadata.request_start_ns - b.metadata.request_start_ns)
  const startNs = lines[0]?.metadata.request_start_ns ?? 0
  return {
    startedAtMs: Math.round(startNs / msToNs(1)),
    records: lines.map((row, index) => recordOf(row, index, startNs)),
  }
}

function recordOf({ metadata, metrics, error }: Line, index: number, startNs: number): RequestRecord {
  const sentAt = metadata.request_start_ns - startNs
  const ttftMs = metrics.time_to_first_token?.value
  const tookMs = metrics.request_latency?.value
  const doneAt = tookMs === undefined ? metadata.request_end_ns - startNs : sentAt + msToNs(tookMs)
  const firstTokenAt = ttftMs === undefined ? null : sentAt + msToNs(ttftMs)
  const gaps = metrics.inter_chunk_latency?.value
  const pieces = firstTokenAt === null || gaps === undefined ? [] : instants(firstTokenAt, gaps)
  const outputTokens = metrics.output_sequence_length?.value ?? null
  return importedRecord({
    ...{ index, sentAt, firstTokenAt, doneAt },
    phase: metadata.benchmark_phase === 'warmup' ? 'warmup' : 'measure',
    // its request latency ends with the last piece
    lastTokenAt: pieces.at(-1) ?? (firstTokenAt === null ? null : doneAt),
    events: spreadTokens(pieces, outputTokens),
    inputTokens: metrics.input_sequence_length?.value ?? null,
    ...{ outputTokens, outcome: outcomeOf(metadata, error), httpStatus: error?.code ?? null },
  })
}

function outcomeOf({ was_cancelled }: Line['metadata'], error: Line['error']): Outcome {
  if (was_cancelled === true)
    return { kind: 'cancelled', detail: errorLine(error?.message, 'cancelled by its load generator') }
  return error == null ? { kind: 'ok' } : { kind: 'http', detail: errorLine(error.message, 'no reason is told') }
}

function instants(firstTokenAt: number, gapsMs: readonly number[]): number[] {
  let at = firstTokenAt
  return [at, ...gapsMs.map((gap) => (at += msToNs(gap)))]
}
