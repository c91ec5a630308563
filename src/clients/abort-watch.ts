import type { Exchange } from './exchange.ts'

/**
 * Ends exchanges when their signal aborts, with one listener per signal however many requests share it: adding and removing
 * a listener per request is a linear search in Node, and warns from the eleventh on.
 */
export class AbortWatch {
  readonly #bySignal = new WeakMap<AbortSignal, Set<Exchange>>()

  add(signal: AbortSignal, exchange: Exchange): void {
    const watched = this.#bySignal.get(signal) ?? this.#listen(signal)
    watched.add(exchange)
    exchange.onEnd(() => watched.delete(exchange))
  }

  #listen(signal: AbortSignal): Set<Exchange> {
    const watched = new Set<Exchange>()
    this.#bySignal.set(signal, watched)
    signal.addEventListener('abort', () => {
      for (const exchange of [...watched]) exchange.stop(cancelled)
    })
    return watched
  }
}

export const cancelled = { kind: 'cancelled', detail: 'the run was stopped before the answer ended' } as const
