import type { Rng } from '../../core/rng.ts'
import { exponential, gaussian } from '../random-draw.ts'
import { quantileAt } from '../sources/quantile-table.ts'
import type { PausePlan } from './pause-plan.ts'

/** One pause in whole ns, at least 0. A fixed one draws no random number. The recorded pauses of a trace must have been read. */
export function drawPause(plan: PausePlan, rng: Rng): number {
  switch (plan.kind) {
    case 'fixed':
      return plan.ns
    case 'exponential':
      return bounded(plan.meanNs * exponential(rng), plan.maxNs)
    case 'lognormal':
      return bounded(plan.medianNs * Math.exp(plan.sigma * gaussian(rng)), plan.maxNs)
    case 'uniform':
      return Math.round(plan.minNs + rng.uniform() * (plan.maxNs - plan.minNs))
    case 'quantiles':
      return Math.round(quantileAt(plan.points, rng.uniform()))
    case 'trace':
      throw new TypeError('the pauses of a trace are read before any is drawn')
  }
}

const bounded = (ns: number, maxNs: number | null): number => Math.round(Math.min(maxNs ?? Infinity, ns))
