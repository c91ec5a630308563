import type { Rng } from '../../core/rng.ts'
import { gaussian } from '../random-draw.ts'
import type { LengthPlan } from '../run-plan.ts'
import { quantileAt } from './quantile-table.ts'

/** One length in whole tokens, at least 1. Normal and lognormal draws beyond min and max become min and max (no redraw). */
export function drawLength(plan: LengthPlan, rng: Rng): number {
  switch (plan.kind) {
    case 'fixed':
      return plan.tokens
    case 'uniform':
      return plan.min + rng.below(plan.max - plan.min + 1)
    case 'normal':
      return bounded(plan.mean + plan.sd * gaussian(rng), plan)
    case 'lognormal':
      return bounded(plan.median * Math.exp(plan.sigma * gaussian(rng)), plan)
    case 'quantiles':
      return Math.max(1, Math.round(quantileAt(plan.points, rng.uniform())))
  }
}

/** The longest length the plan can give; null where nothing bounds it. */
export function longest(plan: LengthPlan): number | null {
  switch (plan.kind) {
    case 'fixed':
      return plan.tokens
    case 'quantiles':
      return Math.max(...plan.points.map(([, tokens]) => Math.round(tokens)))
    default:
      return plan.max
  }
}

function bounded(value: number, { min, max }: { readonly min: number; readonly max: number | null }): number {
  return Math.max(1, Math.min(max ?? Number.MAX_SAFE_INTEGER, Math.max(min, Math.round(value))))
}
