/**
 * One statement about several metrics at once. Under every arrangement of the runs the largest |T| of all metrics is taken, so that the
 * chance that any of them is called different where none is stays at the level (max-T: Westfall & Young, "Resampling-Based Multiple
 * Testing", 1993). One arrangement serves all metrics, which keeps what they have in common.
 *
 * Bounds are the shifts that the same test does not reject. For a shift below the estimate an arrangement is at least as extreme as
 * the one seen from a threshold upward: its own, for |T| of the metric itself, or where the largest |T| of the others, each around its own
 * estimate, reaches the T of the shift. So the lower bound is the c-th smallest of all thresholds, with c = level * total: no search.
 * For one metric this is the exact inversion; for several the others' estimates stand for their true shifts.
 */
import { nthSmallest } from './nth-smallest.ts'

/** What is said of all metrics at once. */
export interface Inference {
  /** Chance of any false statement at the bounds: the attainable one nearest to what was asked for (0: none can be called different). */
  readonly level: number
  readonly exact: boolean
  /** Arrangements of the runs that were weighed, the one seen among them. */
  readonly arrangements: number
  /** In the order given. */
  readonly metrics: readonly MetricInference[]
}

/** One metric; shifts in the unit of what was given, for logarithms ln(b / a). */
export interface MetricInference {
  readonly estimate: number
  readonly standardError: number
  /** Of "no shift in any metric", two-sided, adjusted for all metrics. */
  readonly p: number
  /** Simultaneous bounds of the shift; infinite where so few runs allow none. */
  readonly low: number
  readonly high: number
  /** Mean reach of both bounds in standard errors: about the |T|, estimate / standardError, from which this metric is called different. */
  readonly criticalT: number
}

/** What arrangements make of one metric; an entry for each of the others. */
export interface Evidence {
  readonly estimate: number
  readonly standardError: number
  /** |T| of the arrangement seen, and of the others, around no shift. */
  readonly seen: number
  readonly around0: Float64Array
  /** |T| around the estimate. */
  readonly centred: Float64Array
  /** From this shift upward (downward for `high`) the arrangement is at least as extreme as the one seen. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** How many of `total` arrangements may be as extreme as what is still rejected: the count nearest to `alpha`, at least the one seen. */
export const rejected = (alpha: number, total: number): number => Math.max(1, Math.round(alpha * total))

/** From which share of a |T| another counts as no smaller: sums of the same numbers in another order differ in their last digits. */
export const tie = 1 - 1e-12

/** Adjusted p-values and simultaneous bounds of all metrics where `count` arrangements are rejected; none: nothing is, at any shift. */
export function maxT(
  evidence: readonly Evidence[],
  { exact, total }: { readonly exact: boolean; readonly total: number },
  count: number,
): Inference {
  const largest = largestOf(evidence.map(({ around0 }) => around0))
  const centred = evidence.map((metric) => metric.centred)
  return {
    ...{ level: count / total, exact, arrangements: total },
    metrics: evidence.map((metric, j) => {
      const { estimate, standardError, seen } = metric
      const others = largestOf(centred.filter((_, i) => i !== j))
      const reach = (t: number) => (t === 0 ? 0 : t * standardError)
      const low = metric.low.map((own, r) => Math.min(own, estimate - reach(others[r] ?? 0)))
      const high = metric.high.map((own, r) => Math.max(own, estimate + reach(others[r] ?? 0)))
      const extreme = largest.reduce((sum, t) => sum + (t >= seen * tie ? 1 : 0), 1)
      const bounds = { low: fromBottom(low, count), high: fromTop(high, count) }
      const reached = (bounds.high - bounds.low) / 2
      const criticalT = standardError === 0 && Number.isFinite(reached) ? 0 : reached / standardError
      return { ...{ estimate, standardError, p: extreme / total }, ...bounds, criticalT }
    }),
  }
}

/** Arrangement by arrangement, the largest of all metrics. */
export function largestOf(values: readonly Float64Array[]): Float64Array {
  const largest = values[0]?.slice() ?? new Float64Array(0)
  for (const other of values.slice(1))
    for (let r = 0; r < largest.length; r++)
      if ((other[r] as number) > (largest[r] as number)) largest[r] = other[r] as number
  return largest
}

const fromBottom = (values: Float64Array, count: number) => nthSmallest(values, count - 1) ?? Number.NEGATIVE_INFINITY
const fromTop = (values: Float64Array, count: number) =>
  nthSmallest(values, values.length - count) ?? Number.POSITIVE_INFINITY

/** |T| from a mean's share of a sum of squares: 0 where there is no mean, infinite where there is no spread around it. */
export function absoluteT(between: number, total: number, freedom: number): number {
  if (between <= total * 1e-24 || between === 0) return 0
  const within = total - between
  return within <= total * 1e-13 ? Number.POSITIVE_INFINITY : Math.sqrt((between * freedom) / within)
}
