import { nsToS } from '../../core/units.ts'
import { mean } from '../../stats/distribution.ts'

/** When requests arrive. */
export interface ArrivalFigures {
  /** From the first to the last. */
  readonly spanNs: number
  /** Requests / span. */
  readonly ratePerSecond: number | null
  /** Standard deviation / mean of the gaps: 1 of a Poisson process, more where requests come in bursts. */
  readonly gapCv: number | null
  /** Gaps of 0: many of them show that the trace's clock is coarse, and then `gapCv` says more of the clock than of the traffic. */
  readonly zeroGapShare: number | null
  /** Variance / mean of the requests in each second (index of dispersion): 1 of a Poisson process. */
  readonly perSecondDispersion: number | null
  readonly mostPerSecond: number
  /** Requests per second in equal parts of the span, in order. */
  readonly ratesPerSecond: readonly number[]
}

/** Parts of the span whose rates are told. */
export const parts = 60

/** The figures of arrivals in order, from 0; null where there are none. */
export function arrivalFigures(times: Float64Array): ArrivalFigures | null {
  if (times.length === 0) return null
  const spanNs = (times.at(-1) as number) - (times[0] as number)
  const gaps = times.subarray(1).map((time, i) => time - (times[i] as number))
  const perSecond = countsPerSecond(times)
  const partNs = spanNs / parts
  const rates = spanNs === 0 ? [] : Array.from(countsIn(times, parts, partNs), (count) => count / nsToS(partNs))
  return {
    spanNs,
    ratePerSecond: spanNs === 0 ? null : times.length / nsToS(spanNs),
    gapCv: spread(gaps, (variance, average) => Math.sqrt(variance) / average),
    zeroGapShare: gaps.length === 0 ? null : gaps.filter((gap) => gap === 0).length / gaps.length,
    ...perSecond,
    ratesPerSecond: rates,
  }
}

/** Without a number for each second: a trace may go over years. */
function countsPerSecond(times: Float64Array): Pick<ArrivalFigures, 'perSecondDispersion' | 'mostPerSecond'> {
  const secondOf = (i: number) => Math.floor(nsToS((times[i] as number) - (times[0] as number)))
  let [mostPerSecond, squares, count] = [0, 0, 0]
  for (let i = 0; i < times.length; i++) {
    count++
    if (i + 1 < times.length && secondOf(i + 1) === secondOf(i)) continue
    mostPerSecond = Math.max(mostPerSecond, count)
    squares += count ** 2
    count = 0
  }
  const seconds = secondOf(times.length - 1) + 1
  const average = times.length / seconds
  return { mostPerSecond, perSecondDispersion: seconds < 2 ? null : (squares / seconds - average ** 2) / average }
}

/** Arrivals in each of `n` spans of `spanNs`; the last one takes what lies on its end. */
function countsIn(times: Float64Array, n: number, spanNs: number): Float64Array {
  const counts = new Float64Array(n)
  for (const time of times) {
    const i = Math.min(n - 1, Math.floor((time - (times[0] as number)) / spanNs))
    counts[i] = (counts[i] as number) + 1
  }
  return counts
}

/** A ratio of variance (over n) and mean; null of fewer than two values or a mean of 0. */
function spread(values: Float64Array, ratio: (variance: number, mean: number) => number): number | null {
  const average = mean(values)
  if (average === null || values.length < 2 || average === 0) return null
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0)
  return ratio(squares / values.length, average)
}
