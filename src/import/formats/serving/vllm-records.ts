/** Requests of `vllm bench serve --save-detailed`: parallel arrays, seconds of one monotonic clock. */
import { z } from 'zod'
import type { RequestRecord } from '../../../core/request-record.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { importFault } from '../../reading/import-fault.ts'
import { importedRecord, spreadTokens } from '../../reading/imported-record.ts'
import type { JsonObject } from '../../reading/json-values.ts'

const seconds = z.array(z.number({ error: 'expected seconds' }))
const arrays = z.object({
  ttfts: seconds,
  itls: z.array(seconds),
  input_lens: z.array(z.int().nonnegative()),
  output_lens: z.array(z.int().nonnegative()),
  errors: z.array(z.string().nullable()).optional(),
  start_times: seconds.optional(),
})

type Arrays = z.infer<typeof arrays>

/** Keys of the arrays, which are no figures of the run; texts are not kept. */
export const vllmArrays = [...Object.keys(arrays.shape), 'generated_texts']

/** Records, null where the file has no arrays. Without `start_times` requests stand at 0 and only their durations mean something. */
export function vllmRecords(file: ImportFile, value: JsonObject, line?: number): readonly RequestRecord[] | null {
  if (!('ttfts' in value) || !('itls' in value)) return null
  const found = checked(file, arrays, value, line)
  const n = found.ttfts.length
  for (const [key, list] of Object.entries(found)) {
    if (list !== undefined && list.length !== n)
      throw importFault(file, { line, key, message: `expected ${n} values, as ttfts has, got ${list.length}` })
  }
  const startAt = Math.min(...(found.start_times ?? [0]))
  return found.ttfts.map((_, index) => recordAt(found, index, startAt))
}

function recordAt(
  { ttfts, itls, input_lens, output_lens, errors, start_times }: Arrays,
  index: number,
  startAt: number,
) {
  const sentAt = sToNs((start_times?.[index] ?? startAt) - startAt)
  const error = errors?.[index] ?? ''
  const ttft = ttfts[index] as number
  const outputTokens = output_lens[index] as number
  const failed = error !== '' || (outputTokens === 0 && ttft === 0)
  const firstTokenAt = ttft === 0 ? null : sentAt + sToNs(ttft)
  const pieces = firstTokenAt === null ? [] : instants(firstTokenAt, itls[index] as number[])
  const lastTokenAt = pieces.at(-1) ?? null
  return importedRecord({
    ...{ index, sentAt, firstTokenAt, lastTokenAt, doneAt: lastTokenAt ?? sentAt },
    events: spreadTokens(pieces, failed ? null : outputTokens),
    inputTokens: input_lens[index] as number,
    outputTokens: failed ? null : outputTokens,
    outcome: failed
      ? { kind: 'http', detail: error === '' ? 'no answer; the file does not say why' : lastLine(error) }
      : { kind: 'ok' },
  })
}

function instants(firstTokenAt: number, gaps: readonly number[]): number[] {
  let at = firstTokenAt
  return [at, ...gaps.map((gap) => (at += sToNs(gap)))]
}

// the client stores whole stack traces, whose last line says what happened
const lastLine = (text: string) => text.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? text
