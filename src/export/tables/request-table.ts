import type { RequestRecord } from '../../core/request-record.ts'
import { nsToMs } from '../../core/units.ts'
import { metrics } from '../../metrics/definitions.ts'
import type { Metric, RequestMetric } from '../../metrics/metric.ts'
import { type Column, snakeCase, type Table } from './column.ts'

/** A request and the run it belongs to. */
export interface ExportedRequest {
  readonly runId: string
  readonly record: RequestRecord
}

type RequestColumn = Column<ExportedRequest>
type Instant =
  | 'scheduledAt'
  | 'sentAt'
  | 'headersAt'
  | 'firstChunkAt'
  | 'firstTokenAt'
  | 'firstVisibleAt'
  | 'lastTokenAt'
  | 'doneAt'

const text = (name: string, meaning: string, of: (record: RequestRecord) => string | null): RequestColumn => ({
  ...{ name, type: 'text', unit: null, meaning },
  of: ({ record }) => of(record),
})

const whole = (
  name: string,
  unit: string | null,
  meaning: string,
  of: (record: RequestRecord) => number | null,
): RequestColumn => ({ ...{ name, type: 'integer', unit, meaning }, of: ({ record }) => of(record) })

// Whole, as the store keeps them: what a clock gave is no finer than a nanosecond.
const instant = (key: Instant, meaning: string): RequestColumn =>
  whole(snakeCase(key), 'ns', `${meaning}, since the run's start`, (record) => {
    const at = record[key]
    return at === null ? null : Math.round(at)
  })

const instants = [
  instant('scheduledAt', 'when the arrival process wanted it sent'),
  instant('sentAt', 'first byte handed to the socket; null: it never got that far'),
  instant('headersAt', 'the answer began'),
  instant('firstChunkAt', 'first bytes of its body'),
  instant('firstTokenAt', 'first event with text, reasoning or a tool call'),
  instant('firstVisibleAt', 'first event with text that is no reasoning'),
  instant('lastTokenAt', 'last such event'),
  instant('doneAt', 'last byte, or when the failure was known'),
]

/** The metrics with a value per request, each by its formula; for failed requests too, where both ends were observed. */
const derived = Object.entries(metrics as Record<string, Metric>)
  .filter((entry): entry is [string, RequestMetric] => entry[1].per === 'request')
  .map(([, { key, unit, meaning, formula, of }]): RequestColumn => {
    const value = unit === 'ns' ? inMs(of) : of
    const shown = unit === 'ns' ? 'ms' : unit
    const told = `${meaning}: ${formula}`
    return {
      name: snakeCase(key),
      type: 'number',
      unit: shown,
      meaning: told,
      of: ({ record }) => value(record),
    }
  })

function inMs(of: RequestMetric['of']): RequestMetric['of'] {
  return (record) => {
    const ns = of(record)
    return ns === null ? null : nsToMs(ns)
  }
}

/** A row per request, warm-up included (`phase` tells). */
export const requestTable: Table<ExportedRequest> = {
  name: 'requests',
  row: 'request, warm-up included',
  columns: [
    { name: 'run_id', type: 'text', unit: null, meaning: 'the run it belongs to', of: ({ runId }) => runId },
    whole('position', null, "place in the run's schedule, from 0", (record) => record.index),
    text('phase', 'warmup or measure; summaries are over measure', (record) => record.phase),
    text('class_name', 'request class, default where there are none', (record) => record.className),
    whole('session', null, 'number of its session; null: it stood alone', (record) => record.session?.number ?? null),
    whole('turn', null, 'calls before it in its session', (record) => record.session?.turn ?? null),
    whole('asked_input_tokens', 'tokens', 'prompt length asked for', (record) => record.asked.inputTokens),
    whole('asked_output_tokens', 'tokens', 'answer length asked for', (record) => record.asked.outputTokens),
    ...instants,
    whole('input_tokens', 'tokens', 'prompt tokens by the server', (record) => record.inputTokens),
    whole('output_tokens', 'tokens', 'tokens of the answer', (record) => record.outputTokens),
    text('counted_by', 'what counted them: usage, tokenizer or events', (record) => record.countedBy),
    whole('cached_tokens', 'tokens', 'prompt tokens out of a prefix cache', (record) => record.cachedTokens),
    whole('http_status', null, 'status of the answer', (record) => record.httpStatus),
    text('finish_reason', 'why the answer ended, by the server', (record) => record.finishReason),
    {
      ...{ name: 'done_marker', type: 'boolean', unit: null, meaning: 'whether the stream ended with [DONE]' },
      of: ({ record }) => record.doneMarker,
    },
    text('outcome', 'ok, or the kind of failure', (record) => record.outcome.kind),
    text('outcome_detail', 'what happened, of a failure', ({ outcome }) =>
      outcome.kind === 'ok' ? null : outcome.detail,
    ),
    ...derived,
  ],
}
