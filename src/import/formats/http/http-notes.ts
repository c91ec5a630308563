import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { absent } from '../../reading/notes.ts'

/** What load tools for HTTP know nothing of. */
export const noTokens: readonly ImportNote[] = [
  absent(
    'metrics.ttftMs',
    'no TTFT: it knows answers, not their tokens; the first byte is no token, for headers come before it',
  ),
  absent('tokens', 'no tokens: no TPOT, no ITL, no output throughput'),
]
