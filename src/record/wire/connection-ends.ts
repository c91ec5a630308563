import type { ExchangeFailure } from '../../clients/client.ts'

/** How exchanges end whose connection did before them: the upstream's doing, or the client's. */
export const gone: ExchangeFailure = {
  kind: 'cut',
  detail: 'the upstream closed the connection before its answer was complete',
}
export const left: ExchangeFailure = { kind: 'cancelled', detail: 'the client left before the answer was complete' }
