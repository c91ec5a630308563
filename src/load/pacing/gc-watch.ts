import { PerformanceObserver } from 'node:perf_hooks'
import type { ClientTelemetry } from '../../core/run-header.ts'
import { msToNs } from '../../core/units.ts'

/** Adds up the pauses of this thread's garbage collection. Keeps no process alive. */
export class GcWatch {
  readonly #observer: PerformanceObserver
  #pauses = { count: 0, totalNs: 0, maxNs: 0 }

  constructor() {
    this.#observer = new PerformanceObserver((list) => this.#add(list.getEntries()))
    this.#observer.observe({ entryTypes: ['gc'] })
  }

  /** The pauses since the last call, or the first. */
  take(): NonNullable<ClientTelemetry['gcPauses']> {
    this.#add(this.#observer.takeRecords())
    const pauses = this.#pauses
    this.#pauses = { count: 0, totalNs: 0, maxNs: 0 }
    return pauses
  }

  /** As `take`, for the last time. */
  end(): NonNullable<ClientTelemetry['gcPauses']> {
    const pauses = this.take()
    this.#observer.disconnect()
    return pauses
  }

  #add(entries: readonly { readonly duration: number }[]): void {
    for (const { duration } of entries) {
      const ns = msToNs(duration)
      const { count, totalNs, maxNs } = this.#pauses
      this.#pauses = { count: count + 1, totalNs: totalNs + ns, maxNs: Math.max(maxNs, ns) }
    }
  }
}
