import type { TraceFormat } from '../trace-format.ts'
import { hasKeys, instant, tokens } from '../values.ts'

/** The tables of Vidur, Etalon and Sarathi-Serve: lengths, and in some files arrival times in seconds. */
export const vidur: TraceFormat = {
  name: 'vidur',
  about: 'Vidur, Etalon, Sarathi-Serve: num_prefill_tokens,num_decode_tokens, some with arrived_at (s)',
  origin: 'github.com/microsoft/vidur, github.com/project-etalon/etalon',
  detect: (first) => hasKeys(first, ['num_prefill_tokens', 'num_decode_tokens']),
  open: () => (record) => ({
    at: record['arrived_at'] === undefined ? null : instant(record, 'arrived_at', 's'),
    inputTokens: tokens(record, 'num_prefill_tokens'),
    outputTokens: tokens(record, 'num_decode_tokens'),
  }),
}
