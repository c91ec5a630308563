import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { definition } from '../../reading/notes.ts'
import { noTokens } from './http-notes.ts'

/** What k6's metrics mean, which both of its files share. */
export const k6Definitions: readonly ImportNote[] = [
  ...noTokens,
  definition(
    'metrics.ttftMs',
    'http_req_waiting is the time to the first byte of the answer (its headers), not to a token',
  ),
  definition(
    'metrics.e2eServiceMs',
    'http_req_duration is sending, waiting and receiving: without waiting for a connection, opening it and TLS, and not from when it was due; answers of any status together',
  ),
  definition('throughput.requestsPerS', 'http_reqs counts requests of any outcome, set-up and tear-down included'),
]
