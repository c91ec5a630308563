import type { TraceFormat } from '../trace-format.ts'
import { hasKeys, instant, isAbsent, text, tokens } from '../values.ts'

/** BurstGPT: seconds since its start; a response of 0 tokens is a request that failed. Later files name the session as well. */
export const burstgpt: TraceFormat = {
  name: 'burstgpt',
  about: 'BurstGPT: Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
  origin: 'github.com/HPMLL/BurstGPT',
  detect: (first) => hasKeys(first, ['Timestamp', 'Request tokens', 'Response tokens']),
  open: () => (record) => ({
    at: instant(record, 'Timestamp', 's'),
    inputTokens: tokens(record, 'Request tokens'),
    outputTokens: tokens(record, 'Response tokens'),
    ...(isAbsent(record['Session ID'])
      ? {}
      : { session: { id: text(record, 'Session ID'), thinkNs: null, offsetNs: null, sharedTokens: null } }),
  }),
}
