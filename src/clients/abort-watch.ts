import type { ExchangeFailure } from './client.ts'
import type { Exchange } from './exchange.ts'

/** What an abort ends. */
export interface Abortable {
  stop(failure: ExchangeFailure): void
}

/**
 * Ends exchanges when their signal aborts, with one listener per signal however many requests share it: adding and removing
 * a listener per request is a linear search in Node, and warns from the eleventh on.
 */
export class AbortWatch {
  readonly #bySignal = new WeakMap<AbortSignal, Set<Abortable>>()

  add(signal: AbortSignal, exchange: Exchange): void {
    const watched = this.watchedBy(signal)
    watched.add(exchange)
    exchange.onEnd(() => watched.delete(exchange))
  }

  /** Those that end with the signal; whoever ends earlier leaves it. */
  watchedBy(signal: AbortSignal): Set<Abortable> {
    return this.#bySignal.get(signal) ?? this.#listen(signal)
  }

  #listen(signal: AbortSignal): Set<Abortable> {
    const watched = new Set<Abortable>()
    this.#bySignal.set(signal, watched)
    signal.addEventListener('abort', () => {
      // The last first: of requests that wait for their times one that would leave next is not passed by one behind it.
      for (const each of [...watched].reverse()) each.stop(cancelled)
    })
    return watched
  }
}

export const cancelled = { kind: 'cancelled', detail: 'the run was stopped before the answer ended' } as const
