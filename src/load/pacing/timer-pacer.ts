import type { Clock } from '../../core/clock.ts'
import { msToNs, nsToMs } from '../../core/units.ts'
import type { Pacer } from './pacer.ts'
import { RoughCalls } from './rough-calls.ts'

const probeEveryNs = msToNs(50)

/**
 * A pacer without a thread, for clients that send at due times by themselves (`Client.sendAt`): what is left to call may be a millisecond
 * late. Its probes are timers too: the delays they see are told to the millisecond.
 */
export class TimerPacer implements Pacer {
  /** Nothing that it calls has to be on time. */
  readonly nextAt = Number.POSITIVE_INFINITY
  readonly #clock: Clock
  readonly #calls: RoughCalls
  readonly #onProbe: (delayNs: number) => void
  #probe: NodeJS.Timeout | null = null

  constructor(clock: Clock, onProbe: (delayNs: number) => void) {
    this.#clock = clock
    this.#calls = new RoughCalls(clock)
    this.#onProbe = onProbe
    this.#probeSoon()
  }

  callAt(at: number, run: () => void): void {
    this.#calls.callAfter(at, run)
  }

  callAbout(at: number, run: () => void): void {
    this.#calls.callAbout(at, run)
  }

  onHalt(halt: AbortSignal, run: () => void): () => void {
    return this.#calls.onHalt(halt, run)
  }

  clear(): void {
    this.#calls.clear()
  }

  async close(): Promise<void> {
    this.clear()
    if (this.#probe !== null) clearTimeout(this.#probe)
  }

  #probeSoon(): void {
    const at = this.#clock.nowNs() + probeEveryNs
    this.#probe = setTimeout(() => {
      this.#onProbe(Math.max(0, this.#clock.nowNs() - at))
      this.#probeSoon()
    }, nsToMs(probeEveryNs)).unref()
  }
}
