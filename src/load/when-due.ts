import type { Clock } from '../core/clock.ts'
import { msToNs } from '../core/units.ts'
import type { LoopContext } from './open-loop.ts'
import type { Pacer } from './pacing/pacer.ts'

/**
 * Runs `run` at `at`, at once when that has passed; resolves true after it ran, false when `halt` came first. The call runs
 * inside the pacer's wake-up, not after it: a promise more would be a delay more.
 */
export function whenDue(
  pacer: Pick<Pacer, 'callAt' | 'onHalt'>,
  clock: Clock,
  at: number,
  halt: AbortSignal,
  run: () => void,
): Promise<boolean> {
  if (halt.aborted) return Promise.resolve(false)
  if (at <= clock.nowNs()) {
    run()
    return Promise.resolve(true)
  }
  return new Promise((resolve) => {
    const listenNoMore = pacer.onHalt(halt, () => resolve(false))
    pacer.callAt(at, () => {
      if (halt.aborted) return
      listenNoMore()
      run()
      resolve(true)
    })
  })
}

// Requests whose times lie this near are handed over together: one wake-up for all of them.
const togetherNs = msToNs(5)

/**
 * As `whenDue`, for what is sent at `at`: where requests are handed over ahead, `run` runs about `aheadNs` before, not to the microsecond,
 * and at once when that has passed.
 */
export function whenToSend(
  { pacer, clock, halt, aheadNs = 0 }: Pick<LoopContext, 'pacer' | 'clock' | 'halt' | 'aheadNs'>,
  at: number,
  run: () => void,
): Promise<boolean> {
  if (aheadNs === 0) return whenDue(pacer, clock, at, halt, run)
  const roughly: Pick<Pacer, 'callAt' | 'onHalt'> = {
    callAt: (roughlyAt, call) => pacer.callAbout(roughlyAt, call),
    onHalt: (signal, stop) => pacer.onHalt(signal, stop),
  }
  return whenDue(roughly, clock, Math.floor((at - aheadNs) / togetherNs) * togetherNs, halt, run)
}
