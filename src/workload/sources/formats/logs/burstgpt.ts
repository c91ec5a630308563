import type { RecordValues } from '../../files/source-record.ts'
import type { TraceFormat } from '../trace-format.ts'
import type { Instant, TraceTurn } from '../trace-row.ts'
import { between, hasKeys, instant, isAbsent, secondsOrNull, text, tokens } from '../values.ts'

/**
 * BurstGPT: seconds since midnight of its first day; a response of 0 tokens is a request that failed. Later files name the
 * conversation as well, and how long the whole answer took: a turn's think time begins after it.
 */
export const burstgpt: TraceFormat = {
  name: 'burstgpt',
  about: 'BurstGPT: Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
  origin: 'github.com/HPMLL/BurstGPT',
  detect: (first) => hasKeys(first, ['Timestamp', 'Request tokens', 'Response tokens']),
  open: () => {
    const sessions = new Map<string, Answered>()
    return (record) => {
      const at = instant(record, 'Timestamp', 's')
      return {
        at,
        inputTokens: tokens(record, 'Request tokens'),
        outputTokens: tokens(record, 'Response tokens'),
        ...(isAbsent(record['Session ID']) ? {} : { session: turnOf(record, at, sessions) }),
      }
    }
  },
}

interface Answered {
  readonly first: Instant
  readonly last: Instant
  readonly elapsedNs: number
}

function turnOf(record: RecordValues, at: Instant, sessions: Map<string, Answered>): TraceTurn {
  const id = text(record, 'Session ID')
  const known = sessions.get(id)
  sessions.set(id, { first: known?.first ?? at, last: at, elapsedNs: secondsOrNull(record, 'Elapsed time') ?? 0 })
  const thinkNs = known === undefined ? null : Math.max(0, between(known.last, at) - known.elapsedNs)
  return { id, thinkNs, offsetNs: known === undefined ? 0 : between(known.first, at), sharedTokens: null }
}
