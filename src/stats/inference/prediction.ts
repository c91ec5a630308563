/**
 * The newest runs against those before, where pairs are impossible: a further run of the same server is predicted to lie below
 * mean + t s sqrt(1 + 1/n) of n past ones (Student's prediction interval, on logarithms; Bencher's thresholds, too). One run beyond is no
 * finding yet, two in a row are. The unit is the run, and past and new ones are taken to be independent: what wanders from day to day belongs
 * into the past runs, by taking them from as many days, and into pairs where it cannot be.
 *
 * alpha is shared by the metrics (Bonferroni), so the chance that one run lies beyond in any of them is alpha at most; that both of two
 * do has `level`, a tenth of it and less, which is what runs that resemble their neighbours eat up (`npm run study:stats` says how much).
 */
import { usualPower } from './detectable-effect.ts'
import { meanSpread, noncentralTAbove, overSpread, studentQuantile } from './noncentral-t.ts'
import { normalCdf } from './normal.ts'

/** Fewest past runs that a prediction is made from. */
export const leastPastRuns = 8
/** So many of the newest runs must lie beyond, one after the other. */
export const breachesNeeded = 2

/** One metric of runs in the order of time: logarithms, turned so that more is worse. */
export interface RunSeries {
  readonly past: readonly number[]
  /** Runs to be judged; the last two are. */
  readonly newest: readonly number[]
}

/** One metric; shifts from the mean of the past, ln(new / past). */
export interface Prediction {
  /** Of the newest runs, in their order. */
  readonly shifts: readonly number[]
  /** How far a run of no shift may lie off: t s sqrt(1 + 1/n). */
  readonly reach: number
  /** How many of the newest runs lie beyond, counted back from the last. */
  readonly breaches: number
  /** Bounds of the shift by the last two runs, each one-sided: `low` is above 0 where both lie beyond, and -Infinity where there is one. */
  readonly low: number
  readonly high: number
  /** Of "no shift in any metric", one-sided: of the less outlying of the last two runs, times the number of metrics. */
  readonly p: number
  /** The shift for which both of two runs lie beyond with the power asked for. */
  readonly detectable: number
}

/** What so many past runs and metrics allow, whatever their values. */
export interface PredictionLimits {
  /** Chance that two runs of no shift both lie beyond in any metric, at most. */
  readonly level: number
  /** Standard errors that an interval reaches. */
  readonly criticalT: number
  /** Standard deviations by which runs must be shifted for both of two to lie beyond with the power asked for. */
  readonly shift: number
  /** Metrics that share alpha. */
  readonly metrics: number
}

export interface PredictionQuestion {
  /** Past runs, at least 8. */
  readonly runs: number
  readonly metrics: number
  /** Chance that one run of no shift lies beyond in any metric, at most. */
  readonly alpha: number
  readonly power?: number
}

/** Throws RangeError with fewer than 8 past runs. */
export function predictionLimits({ runs, metrics, alpha, power = usualPower }: PredictionQuestion): PredictionLimits {
  if (runs < leastPastRuns) throw new RangeError(`past runs: expected at least ${leastPastRuns}, got ${runs}`)
  const criticalT = studentQuantile(alpha / metrics, runs - 1)
  const level = Math.min(1, metrics * bothBeyond(criticalT, runs, 0))
  return { level, criticalT, shift: shiftFor(criticalT, runs, power) / meanSpread(runs - 1), metrics }
}

/** What the newest runs say of one metric, by the limits of as many past runs. Throws RangeError without a new run. */
export function predict({ past, newest }: RunSeries, { criticalT, shift, metrics }: PredictionLimits): Prediction {
  if (newest.length === 0) throw new RangeError('new runs: expected at least 1, got 0')
  const n = past.length
  const mean = past.reduce((sum, value) => sum + value, 0) / n
  const spread = Math.sqrt(past.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const error = spread * Math.sqrt(1 + 1 / n)
  const reach = criticalT * error
  const shifts = newest.map((value) => value - mean)
  const judged = shifts.slice(-breachesNeeded)
  const [least, most] = [Math.min(...judged), Math.max(...judged)]
  const above = error === 0 ? (least > 0 ? 0 : 1) : noncentralTAbove(least / error, n - 1, 0)
  return {
    ...{ shifts, reach },
    breaches: shifts.length - 1 - shifts.findLastIndex((value) => value <= reach),
    low: judged.length < breachesNeeded ? Number.NEGATIVE_INFINITY : least - reach,
    high: most + reach,
    p: Math.min(1, metrics * above),
    detectable: shift * spread,
  }
}

/**
 * Chance that two new runs, shifted by so many standard deviations, both lie beyond: given mean and spread of the past they are
 * independent. Over the spread as `overSpread`, over the mean (of `runs`) by Simpson's rule to six standard errors.
 */
export function bothBeyond(criticalT: number, runs: number, shift: number): number {
  const reach = criticalT * Math.sqrt(1 + 1 / runs)
  const given = (s: number) => overNormal((z) => normalCdf(shift - z / Math.sqrt(runs) - reach * s) ** breachesNeeded)
  return overSpread(runs - 1, given, 120)
}

function overNormal(value: (z: number) => number): number {
  const [steps, end] = [32, 6]
  let [sum, weights] = [0, 0]
  for (let i = 0; i <= steps; i++) {
    const z = (2 * end * i) / steps - end
    const weight = (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-z * z) / 2)
    sum += weight * value(z)
    weights += weight
  }
  return sum / weights
}

function shiftFor(criticalT: number, runs: number, power: number): number {
  let [low, high] = [0, criticalT + 1]
  while (bothBeyond(criticalT, runs, high) < power) high *= 2
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2
    if (bothBeyond(criticalT, runs, middle) < power) low = middle
    else high = middle
  }
  return high
}

const bisections = 30
