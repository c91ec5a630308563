import type { TracePlan } from '../sources/source-plan.ts'
import type { PausePlan } from '../pauses/pause-plan.ts'

/** When requests are sent, with every default filled in and every unit in base form. */
export type ArrivalPlan =
  | (OpenArrival & Paced & { readonly process: 'constant' })
  | (OpenArrival & Paced & { readonly process: 'poisson' })
  | (OpenArrival & Paced & { readonly process: 'gamma'; readonly cv: number })
  /** The source's own timestamps, time divided by `speedup`. */
  | (OpenArrival & { readonly process: 'trace'; readonly speedup: number })
  /** Closed loop: each user sends, waits for the answer, thinks, sends again. */
  | {
      readonly process: 'concurrency'
      readonly users: number
      /** From an answer to the same user's next request; 0 where `thinkTime` has a distribution. */
      readonly thinkTimeNs: number
      readonly thinkTime?: PausePlan
      /** From the first user's first request to when the last would be followed by one more; absent: all begin at once. */
      readonly rampUpNs?: number
    }

interface OpenArrival {
  /** Requests that are due while so many are under way wait, from the time they were due; absent: none waits. */
  readonly maxInFlight?: number
}

interface Paced {
  /** The rate that a shape starts from or returns to. */
  readonly ratePerSecond: number
  /** How the rate changes; absent: it does not. */
  readonly shape?: RateShape
}

/** A rate over time; `ratePerSecond` is the one it goes to. */
export type RateShape =
  /** Evenly from the base rate, then stays. */
  | { readonly kind: 'ramp'; readonly ratePerSecond: number; readonly overNs: number }
  /** One after the other, the last to the end. */
  | {
      readonly kind: 'steps'
      readonly steps: readonly { readonly ratePerSecond: number; readonly durationNs: number }[]
    }
  /** Once, `durationNs` from `atNs` on. */
  | { readonly kind: 'spike'; readonly ratePerSecond: number; readonly atNs: number; readonly durationNs: number }
  /** At every multiple of `everyNs`, for `durationNs`. */
  | { readonly kind: 'bursts'; readonly ratePerSecond: number; readonly everyNs: number; readonly durationNs: number }
  /** The base rate plus amplitude * sin(2 pi t / period). */
  | { readonly kind: 'sine'; readonly amplitudePerSecond: number; readonly periodNs: number }
  /** Rates that a file holds: until it is read (`readArrival`), after which there are rates. */
  | {
      readonly kind: 'replay'
      readonly path: string
      /** The trace whose requests are counted in spans of `everyNs`; null: the file is a table of rates. */
      readonly trace: TracePlan | null
      readonly everyNs: number
      readonly speedup: number
      /** What the mean of all rates is brought to; null: it is left. */
      readonly meanPerSecond: number | null
    }
  /** One rate after the other, of which any but not all may be 0; nothing is sent after the last. */
  | {
      readonly kind: 'rates'
      /** The file they come from. */
      readonly path: string
      readonly rates: readonly (readonly [durationNs: number, ratePerSecond: number])[]
      /** What was left out of the file in reading it. */
      readonly notes?: readonly string[]
    }
