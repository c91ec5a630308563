import { nsToMs } from './units.ts'

/**
 * The one clock of a run: monotonic nanoseconds since an origin chosen once, as a `number` (exact for 104 days).
 * The hrtime origin is shared by all threads of a process and all processes of a machine, so workers build the same
 * clock from the same `originNs`.
 */
export interface Clock {
  /** Monotonic nanoseconds since this clock's origin. Never goes back, never jumps with the wall clock. */
  nowNs(): number
  /** Wall time in ms since 1970, for labels and file names only; never subtract two of them. */
  wallMs(): number
}

/** The machine's clock; two clocks made from the same `originNs` agree, whatever thread they live on. */
export function processClock(originNs: bigint = process.hrtime.bigint()): Clock & { readonly originNs: bigint } {
  return {
    originNs,
    nowNs: () => Number(process.hrtime.bigint() - originNs),
    wallMs: () => Date.now(),
  }
}

/** The hrtime instant at which `clock` reads zero, for threads that must agree with it; exact for a `processClock`. */
export function originOf(clock: Clock & { readonly originNs?: bigint }): bigint {
  return clock.originNs ?? process.hrtime.bigint() - BigInt(Math.round(clock.nowNs()))
}

/** A clock that moves only when told to. For tests. */
export function fakeClock(startNs = 0, wallStartMs = 0): Clock & { advance(ns: number): void } {
  let now = startNs
  return {
    nowNs: () => now,
    wallMs: () => wallStartMs + nsToMs(now - startNs),
    advance: (ns) => {
      now += ns
    },
  }
}
