import type { Rng } from '../../core/rng.ts'
import type { ArrivalPlan } from '../run-plan.ts'
import type { SourceRow } from '../sources/request-source.ts'
import { constantArrivals } from './constant.ts'
import { gammaArrivals } from './gamma.ts'
import { poissonArrivals } from './poisson.ts'
import { shapedArrivals } from './shaped.ts'
import { traceArrivals } from './trace.ts'

export type OpenArrivalPlan = Exclude<ArrivalPlan, { readonly process: 'concurrency' }>

/** Instants (ns since run start, never falling) at which an open loop sends: a pure function of plan, rows and generator. */
export function openArrivals(plan: OpenArrivalPlan, rows: Iterable<SourceRow> | null, rng: Rng): Iterable<number> {
  if (plan.process === 'trace') return traceArrivals(rows ?? [], plan.speedup)
  const even = evenArrivals(plan, rng)
  return plan.shape === undefined ? even : shapedArrivals(even, plan.ratePerSecond, plan.shape)
}

function evenArrivals(plan: Exclude<OpenArrivalPlan, { process: 'trace' }>, rng: Rng): Iterable<number> {
  switch (plan.process) {
    case 'constant':
      return constantArrivals(plan.ratePerSecond)
    case 'poisson':
      return poissonArrivals(plan.ratePerSecond, rng)
    case 'gamma':
      return gammaArrivals(plan.ratePerSecond, plan.cv, rng)
  }
}
