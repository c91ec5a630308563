/** When requests are sent, with every default filled in and every unit in base form. */
export type ArrivalPlan =
  | (OpenArrival & Paced & { readonly process: 'constant' })
  | (OpenArrival & Paced & { readonly process: 'poisson' })
  | (OpenArrival & Paced & { readonly process: 'gamma'; readonly cv: number })
  /** The source's own timestamps, time divided by `speedup`. */
  | (OpenArrival & { readonly process: 'trace'; readonly speedup: number })
  /** Closed loop: each user sends, waits for the answer, thinks, sends again. */
  | { readonly process: 'concurrency'; readonly users: number; readonly thinkTimeNs: number }

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
