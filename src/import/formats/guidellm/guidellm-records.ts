/** Requests of a GuideLLM benchmark: to v0.3 with `scheduler_info`, since v0.4 with `info.timings`; wall seconds either way. */
import { z } from 'zod'
import type { Outcome, RequestRecord } from '../../../core/request-record.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { importedRecord } from '../../reading/imported-record.ts'
import { type JsonObject, isObject, numberAt, textAt } from '../../reading/json-values.ts'
import { errorLine } from '../../reading/not-kept.ts'

const statuses = ['successful', 'incomplete', 'errored'] as const
type Status = (typeof statuses)[number]

const list = z.array(z.looseObject({})).nullish()
const requests = z.object({ successful: list, incomplete: list, errored: list })

export interface GuidellmRequests {
  readonly records: readonly RequestRecord[]
  /** Wall time of the first request, s. */
  readonly startS: number
}

interface Times {
  readonly status: Status
  readonly request: JsonObject
  readonly dueS: number | null
  readonly sentS: number
}

/** Null where the benchmark keeps no requests. `paced`: whether requests were due at times of a schedule. */
export function guidellmRequests(file: ImportFile, benchmark: JsonObject, paced: boolean): GuidellmRequests | null {
  if (!isObject(benchmark.requests)) return null
  const lists = checked(file, requests, benchmark.requests)
  const found = statuses.flatMap((status) =>
    (lists[status] ?? []).flatMap((request) => timesOf(status, request, paced)),
  )
  if (found.length === 0) return null
  const startS = found.reduce(
    (first, { dueS, sentS }) => Math.min(first, dueS ?? sentS, sentS),
    Number.POSITIVE_INFINITY,
  )
  found.sort((a, b) => a.sentS - b.sentS)
  return { startS, records: found.map((times, index) => recordOf(times, index, startS)) }
}

function timesOf(status: Status, request: JsonObject, paced: boolean): Times[] {
  const sentS = first(
    request,
    'start_time',
    'info.timings.request_start',
    'scheduler_info.request_start',
    'request_start_time',
  )
  const due = first(request, 'scheduler_info.targeted_start_time', 'info.timings.targeted_start')
  // never sent: the run ended while it waited
  return sentS === null ? [] : [{ status, request, sentS, dueS: paced && due !== null && due > 0 ? due : null }]
}

function recordOf({ status, request, dueS, sentS }: Times, index: number, startS: number): RequestRecord {
  const at = (seconds: number | null) => (seconds === null ? null : sToNs(seconds - startS))
  const firstTokenAt = at(first(request, 'first_token_time', 'info.timings.first_token_iteration'))
  const lastTokenAt = at(first(request, 'last_token_time', 'info.timings.last_token_iteration'))
  const doneAt = at(
    first(request, 'end_time', 'info.timings.request_end', 'info.timings.resolve_end', 'request_end_time'),
  )
  return importedRecord({
    ...{ index, sentAt: sToNs(sentS - startS), scheduledAt: at(dueS), firstTokenAt, lastTokenAt },
    doneAt: doneAt ?? lastTokenAt ?? sToNs(sentS - startS),
    inputTokens: first(request, 'prompt_tokens', 'input_metrics.total_tokens', 'input_metrics.text_tokens'),
    outputTokens: first(request, 'output_tokens', 'output_metrics.total_tokens', 'output_metrics.text_tokens'),
    outcome: outcomeOf(status, request),
  })
}

function outcomeOf(status: Status, request: JsonObject): Outcome {
  if (status === 'successful') return { kind: 'ok' }
  const error = textAt(request, 'error') ?? textAt(request, 'info.error')
  if (status === 'incomplete') return { kind: 'cancelled', detail: errorLine(error, 'the run ended before the answer') }
  return {
    kind: /timeout|timed out/i.test(error ?? '') ? 'timeout' : 'http',
    detail: errorLine(error, 'no reason is told'),
  }
}

function first(request: JsonObject, ...paths: readonly string[]): number | null {
  for (const path of paths) {
    const found = numberAt(request, path)
    if (found !== null) return found
  }
  return null
}
