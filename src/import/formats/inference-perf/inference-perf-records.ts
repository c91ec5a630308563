/** `per_request_lifecycle_metrics.json` of inference-perf, by its sources: seconds of one monotonic clock. */
import { z } from 'zod'
import type { RequestRecord } from '../../../core/request-record.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { importedRecord, spreadTokens } from '../../reading/imported-record.ts'
import { hasKeys, objectsOf } from '../../reading/json-values.ts'
import { errorLine } from '../../reading/not-kept.ts'

const seconds = z.number({ error: 'expected seconds' })
const request = z.object({
  start_time: seconds,
  end_time: seconds,
  scheduled_time: seconds.nullish(),
  info: z.object({
    input_tokens: z.int().nonnegative().nullish(),
    output_tokens: z.int().nonnegative().nullish(),
    output_token_times: z.array(seconds).nullish(),
  }),
  error: z.object({ error_type: z.string().nullish(), error_msg: z.string().nullish() }).nullish(),
})

type Request = z.infer<typeof request>

export function isInferencePerfRequests(file: ImportFile): boolean {
  const rows = Array.isArray((file.content as { value?: unknown }).value) ? objectsOf(file) : []
  return rows.length > 0 && rows.every(({ value }) => hasKeys(value, 'start_time', 'end_time', 'info'))
}

/** By start. */
export function inferencePerfRequests(file: ImportFile): readonly RequestRecord[] {
  const rows = objectsOf(file).map(({ value }) => checked(file, request, value))
  rows.sort((a, b) => a.start_time - b.start_time)
  const start = rows.reduce(
    (first, row) => Math.min(first, row.start_time, row.scheduled_time ?? row.start_time),
    rows[0]?.start_time ?? 0,
  )
  return rows.map((row, index) => recordOf(row, index, start))
}

function recordOf({ start_time, end_time, scheduled_time, info, error }: Request, index: number, start: number) {
  const at = (time: number) => sToNs(time - start)
  const pieces = (info.output_token_times ?? []).map(at)
  const outputTokens = info.output_tokens ?? null
  return importedRecord({
    ...{
      index,
      sentAt: at(start_time),
      scheduledAt: scheduled_time == null ? null : at(scheduled_time),
      doneAt: at(end_time),
    },
    ...{ firstTokenAt: pieces[0] ?? null, lastTokenAt: pieces.at(-1) ?? null },
    events: spreadTokens(pieces, outputTokens),
    ...{ inputTokens: info.input_tokens ?? null, outputTokens },
    outcome:
      error == null
        ? { kind: 'ok' }
        : { kind: 'http', detail: errorLine(error.error_msg ?? error.error_type, 'no reason is told') },
  })
}
