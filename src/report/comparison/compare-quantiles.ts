import { roundTo } from '../../../reports/format-number.ts'
import type { RequestRecord } from '../../core/request-record.ts'
import { nsToMs } from '../../core/units.ts'
import { e2eNs, tpotNs, ttftNs } from '../../metrics/request-times.ts'
import { percentile, sortAscending } from '../../stats/percentile.ts'
import { type RunSide, type Side, sideLetters } from './comparison.ts'

const metrics = { ttft: ttftNs, tpot: tpotNs, e2e: e2eNs } as const
export type QuantileMetric = keyof typeof metrics
export const quantileMetrics = Object.keys(metrics) as readonly QuantileMetric[]

/** Quantiles at which sides are set against each other: closer together where the tail is. */
export const shiftShares = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const
const steps = 100

/** By how much a quantile moved, relative; `least` and `most` of pairs, or null where runs have none. */
export interface ShiftRow {
  readonly metric: QuantileMetric
  readonly share: number
  readonly relative: number
  readonly least: number | null
  readonly most: number | null
}

/** Share of the requests of a side (all its runs together) at or below a latency. */
export interface CumulativeRow {
  readonly side: string
  readonly share: number
  readonly ms: number
}

type Sorted = readonly Float64Array[]

/** Sorted values of each run, ms; measured and completed requests only. */
function valuesOf(side: Side, metric: QuantileMetric): Sorted {
  return side.runs.map(({ records = [] }: RunSide) =>
    sortAscending(records.filter(isCounted).flatMap((record) => toMs(metrics[metric](record)))),
  )
}

const isCounted = ({ phase, outcome }: RequestRecord) => phase === 'measure' && outcome.kind === 'ok'
const toMs = (ns: number | null) => (ns === null ? [] : [nsToMs(ns)])
export const hasRecords = (sides: readonly Side[]) =>
  sides.every(({ runs }) => runs.every(({ records }) => records !== undefined))

/** The shift of each quantile from the first side to the second; runs of one number stand in the order of their pairs. */
export function shiftRows(a: Side, b: Side, paired: boolean): readonly ShiftRow[] {
  if (!hasRecords([a, b])) return []
  return quantileMetrics.flatMap((metric) => {
    const [before, after] = [valuesOf(a, metric), valuesOf(b, metric)]
    return shiftShares.flatMap((share) => {
      const [first, second] = [logsAt(before, share), logsAt(after, share)]
      if (first === null || second === null) return []
      const ratios = paired ? second.map((log, k) => Math.expm1(log - (first[k] as number))) : []
      const spread = { least: least(ratios, Math.min), most: least(ratios, Math.max) }
      return [{ metric, share, relative: roundTo(Math.expm1(mean(second) - mean(first))), ...spread }]
    })
  })
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const least = (values: readonly number[], of: (...values: number[]) => number) =>
  values.length < 2 ? null : roundTo(of(...values))

function logsAt(runs: Sorted, share: number): readonly number[] | null {
  const values = runs.map((sorted) => percentile(sorted, share))
  return values.every((value) => value !== null && value > 0) ? values.map((value) => Math.log(value as number)) : null
}

/** Empirical distribution functions of all sides at every hundredth; empty where nobody has values. */
export function cumulativeRows(sides: readonly Side[], metric: QuantileMetric): readonly CumulativeRow[] {
  if (!hasRecords(sides)) return []
  return sides.flatMap((side, i) => {
    const pooled = sortAscending(valuesOf(side, metric).flatMap((values) => [...values]))
    return Array.from({ length: steps + 1 }, (_, step) => {
      const ms = percentile(pooled, step / steps)
      return ms === null || ms <= 0 ? [] : [{ side: sideLetters.charAt(i), share: step / steps, ms: roundTo(ms) }]
    }).flat()
  })
}
