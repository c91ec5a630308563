import { msToNs } from '../../../../core/units.ts'
import type { TraceFormat } from '../trace-format.ts'
import type { Instant } from '../trace-row.ts'
import { between, hasKeys, instant, numberOrNull, text, tokens } from '../values.ts'

/** Agent sessions as spans: a turn's think time runs from the end of the span before to its own start. */
export const exgentic: TraceFormat = {
  name: 'exgentic',
  about: 'Agent LLM calls as spans: session_id, span_index, start_time_s, duration_ms, input_tokens, output_tokens',
  origin: 'huggingface.co/datasets/Exgentic/agent-llm-traces',
  detect: (first) => hasKeys(first, ['session_id', 'span_index', 'start_time_s', 'input_tokens']),
  open: () => {
    const sessions = new Map<string, { readonly first: Instant; readonly last: Instant; readonly lastNs: number }>()
    return (record) => {
      const id = text(record, 'session_id')
      const at = instant(record, 'start_time_s', 's')
      const durationNs = msToNs(numberOrNull(record, 'duration_ms') ?? 0)
      const known = sessions.get(id)
      const row = { inputTokens: tokens(record, 'input_tokens'), outputTokens: tokens(record, 'output_tokens'), at }
      sessions.set(id, { first: known?.first ?? at, last: at, lastNs: durationNs })
      const thinkNs = known === undefined ? null : Math.max(0, between(known.last, at) - known.lastNs)
      const offsetNs = known === undefined ? 0 : between(known.first, at)
      return { ...row, session: { id, thinkNs, offsetNs, sharedTokens: null, durationNs } }
    }
  },
}
