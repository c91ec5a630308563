import type { TraceFormat } from '../trace-format.ts'
import { hasKeys, secondsOrNull, text, tokens } from '../values.ts'

/** Agent sessions with gaps; an input length of 0 stands for one that was not recorded. */
export const lmcache: TraceFormat = {
  name: 'lmcache',
  about: 'Agent sessions: session_id, input_len (0: not recorded), output_tokens, pre_gap_s',
  origin: 'huggingface.co/datasets/sammshen/lmcache-agentic-traces',
  detect: (first) => hasKeys(first, ['session_id', 'input_len', 'output_tokens', 'pre_gap_s']),
  open: () => (record) => ({
    inputTokens: tokens(record, 'input_len') || null,
    outputTokens: tokens(record, 'output_tokens'),
    session: {
      id: text(record, 'session_id'),
      thinkNs: secondsOrNull(record, 'pre_gap_s'),
      offsetNs: null,
      sharedTokens: null,
    },
  }),
}
