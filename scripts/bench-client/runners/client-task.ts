import type { Spread } from '../figures/spread.ts'
import type { ArrivalPlan } from '../../../src/workload/run-plan.ts'

/** One load for a client in a process of its own. */
export interface ClientTask {
  readonly model: string
  readonly arrival: ArrivalPlan
  readonly requests: number
  /** Sent first and left out of the figures. */
  readonly warmupNs: number
  readonly outputTokens?: number
  readonly stream?: boolean
  /** Load generators that share the schedule; default: one. */
  readonly workers?: number
}

/** What the process says of it; times in ms, of measured requests, against the server's own log. */
export interface ClientFigures {
  readonly requests: number
  readonly failed: number
  readonly ttft: Spread
  readonly e2e: Spread
  readonly itl: Spread
  /** First token after the instant at which the request was due, ours and the server's. */
  readonly dueTtft: Spread
  readonly trueDueTtft: Spread
  /** First byte sent after the scheduled time. */
  readonly lag: Spread
  /** Sent over scheduled requests per second. */
  readonly rateShare: number
  readonly gapDeviation: number
  /** Of the gaps between sends, against the distribution asked for; null for other processes. */
  readonly kolmogorov: number | null
  /** Inside the measurement window, whose requests' they are. */
  readonly events: number
  /** From the window's start to the last event. */
  readonly eventsOverNs: number
  /** CPU of all threads from the window's start to the last record. */
  readonly cpuNs: number
  readonly peakMemoryBytes: number
  readonly connections: number
  readonly loopDelay: Spread
  /** Part of a CPU that processes beside client and server took meanwhile. */
  readonly othersShare: number
}
