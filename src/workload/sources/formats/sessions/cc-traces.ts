import type { TraceFormat } from '../trace-format.ts'
import { hasKeys, secondsOrNull, text, tokens } from '../values.ts'

/** Coding-agent sessions in seconds of their own: the trace does not say when one began relative to another. */
export const ccTraces: TraceFormat = {
  name: 'cc-traces',
  about:
    'Coding-agent sessions: session_id, turn_index, input_tokens, output_tokens, think_time_s, request_arrival_delta_s',
  origin: 'huggingface.co/datasets/semianalysisai/cc-traces-weka-no-subagents-051226',
  detect: (first) => hasKeys(first, ['session_id', 'turn_index', 'input_tokens', 'request_arrival_delta_s']),
  open: () => (record) => ({
    inputTokens: tokens(record, 'input_tokens'),
    outputTokens: tokens(record, 'output_tokens'),
    session: {
      id: text(record, 'session_id'),
      thinkNs: secondsOrNull(record, 'think_time_s'),
      offsetNs: secondsOrNull(record, 'request_arrival_delta_s'),
      sharedTokens: null,
    },
  }),
}
