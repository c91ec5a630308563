import { isMapping } from '../../../file/fault.ts'
import { RowFault } from '../../files/row-fault.ts'
import type { RecordValues } from '../../files/source-record.ts'
import type { TraceFormat } from '../trace-format.ts'
import type { Instant } from '../trace-row.ts'
import { between, hasKeys, parseDate, text, tokens } from '../values.ts'

/**
 * TraceLab's round traces: what of a prompt was there before (`prefix_tokens`), and every event with its time. A request is due
 * when its last input was there (the user's words, the last tool result); until then the session thinks.
 */
export const tracelab: TraceFormat = {
  name: 'tracelab',
  about: 'TraceLab rounds: session_id, input_tokens_total, prefix_tokens, output_tokens, timing_events',
  origin: 'github.com/uw-syfi/TraceLab',
  detect: (first) => hasKeys(first, ['session_id', 'input_tokens_total', 'prefix_tokens', 'output_tokens']),
  open: () => {
    const sessions = new Map<string, { readonly first: Instant; readonly answeredAt: Instant }>()
    return (record) => {
      const id = text(record, 'session_id')
      const [at, answeredAt] = roundTimes(record)
      const known = sessions.get(id)
      sessions.set(id, { first: known?.first ?? at, answeredAt })
      return {
        inputTokens: tokens(record, 'input_tokens_total'),
        outputTokens: tokens(record, 'output_tokens'),
        at,
        session: {
          id,
          thinkNs: known === undefined ? null : Math.max(0, between(known.answeredAt, at)),
          offsetNs: known === undefined ? 0 : between(known.first, at),
          sharedTokens: tokens(record, 'prefix_tokens'),
        },
      }
    }
  },
}

const inputs = new Set(['user_message', 'tool_result'])

/** When the last input was there, and when the last of the answer was. */
function roundTimes(record: RecordValues): readonly [at: Instant, answeredAt: Instant] {
  const events = record['timing_events']
  if (!Array.isArray(events) || events.length === 0) throw new RowFault(['timing_events'], 'a list of events', events)
  const times = events.map((event: unknown, i) => {
    const time = isMapping(event) ? parseDate(event['timestamp']) : null
    if (time === null) throw new RowFault(['timing_events', i], 'an event with a timestamp', event)
    return time
  })
  const last = events.findLastIndex((event: Record<string, unknown>) => inputs.has(String(event['event_type'])))
  return [times[Math.max(0, last)] as Instant, times.at(-1) as Instant]
}
