import { msToWholeSeconds } from '../units.ts'

/** Monotonic nanoseconds since some fixed instant, the same for all threads of the process. */
export type NowNs = () => number

/** The machine's monotonic clock; the only place of the engine that reads one. */
export function monotonicClock(): NowNs {
  return () => Number(process.hrtime.bigint())
}

/** Seconds since 1970, for the `created` field of answers. */
export function unixSeconds(): number {
  return msToWholeSeconds(Date.now())
}

/** Milliseconds since 1970. */
export function wallMs(): number {
  return Date.now()
}
