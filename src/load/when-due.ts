import type { Clock } from '../core/clock.ts'
import type { Pacer } from './pacing/pacer.ts'

/**
 * Runs `run` at `at`, at once when that has passed; resolves true after it ran, false when `halt` came first. The call runs
 * inside the pacer's wake-up, not after it: a promise more would be a delay more.
 */
export function whenDue(pacer: Pacer, clock: Clock, at: number, halt: AbortSignal, run: () => void): Promise<boolean> {
  if (halt.aborted) return Promise.resolve(false)
  if (at <= clock.nowNs()) {
    run()
    return Promise.resolve(true)
  }
  return new Promise((resolve) => {
    const stopped = () => resolve(false)
    halt.addEventListener('abort', stopped, { once: true })
    pacer.callAt(at, () => {
      if (halt.aborted) return
      halt.removeEventListener('abort', stopped)
      run()
      resolve(true)
    })
  })
}
