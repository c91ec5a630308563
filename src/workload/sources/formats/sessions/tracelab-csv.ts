import { msToNs } from '../../../../core/units.ts'
import type { TraceFormat } from '../trace-format.ts'
import { hasKeys, instant, numberOrNull, text, tokens } from '../values.ts'

/**
 * TraceLab's replay table: a session's first round has its arrival, later ones follow `tool_wait_after_ms` after the answer before.
 * A prompt is the prefix (all that was said before) and the new input.
 */
export const tracelabCsv: TraceFormat = {
  name: 'tracelab-csv',
  about: 'TraceLab replay: session_id,arrival_time (ms),round_idx,prefix_len,input_len,output_len,tool_wait_after_ms',
  origin: 'github.com/uw-syfi/TraceLab',
  detect: (first) => hasKeys(first, ['session_id', 'round_idx', 'prefix_len', 'input_len', 'output_len']),
  open: () => {
    const waits = new Map<string, number>()
    return (record) => {
      const id = text(record, 'session_id')
      const before = waits.get(id)
      const prefix = tokens(record, 'prefix_len')
      waits.set(id, msToNs(numberOrNull(record, 'tool_wait_after_ms') ?? 0))
      return {
        inputTokens: prefix + tokens(record, 'input_len'),
        outputTokens: tokens(record, 'output_len'),
        at: before === undefined ? instant(record, 'arrival_time', 'ms') : null,
        session: {
          id,
          thinkNs: before ?? null,
          offsetNs: before === undefined ? 0 : null,
          sharedTokens: prefix,
        },
      }
    }
  },
}
