import { highestRate } from '../../workload/arrivals/rate-curve.ts'
import type { ArrivalPlan, RunPlan } from '../../workload/run-plan.ts'

/** The workers of a run; `note`: why there are fewer than were asked for. */
export interface WorkerCount {
  readonly workers: number
  readonly note: string | null
}

// A worker keeps a thread for its loop and one for its sockets busy, and the target or its way there wants the rest.
const coresEach = 4
// What one worker does with room to spare (`npm run bench:client`): below that, a second one only shares the caches.
const ratePerWorker = 1000
const usersPerWorker = 500

/** How many workers a plan gets on a machine of so many cores: as asked, at most one per user or request that may be under way. */
export function workerCount(plan: Pick<RunPlan, 'workers' | 'arrival'>, cores: number): WorkerCount {
  const { workers = 1, arrival } = plan
  const most = mostWorkers(arrival)
  if (workers === 'auto') {
    const byCores = Math.floor(cores / coresEach)
    return { workers: Math.max(1, Math.min(byCores, byLoad(arrival), most.workers)), note: null }
  }
  if (workers <= most.workers) return { workers, note: null }
  const note = `load.workers: ${most.workers} of the ${workers} asked for send, one for each of ${most.why}`
  return { workers: most.workers, note }
}

function mostWorkers(arrival: ArrivalPlan): { readonly workers: number; readonly why: string } {
  if (arrival.process === 'concurrency') return { workers: arrival.users, why: 'arrival.users' }
  return { workers: arrival.maxInFlight ?? Infinity, why: 'arrival.maxInFlight' }
}

function byLoad(arrival: ArrivalPlan): number {
  if (arrival.process === 'concurrency') return Math.ceil(arrival.users / usersPerWorker)
  if (arrival.process === 'trace') return Infinity
  return Math.ceil(highestOf(arrival) / ratePerWorker)
}

function highestOf({ ratePerSecond, shape }: Exclude<ArrivalPlan, { process: 'concurrency' | 'trace' }>): number {
  if (shape === undefined || shape.kind === 'replay') return ratePerSecond // a replay is read before the run
  return shape.kind === 'rates'
    ? shape.rates.reduce((most, [, rate]) => Math.max(most, rate), 0)
    : highestRate(shape, ratePerSecond)
}
