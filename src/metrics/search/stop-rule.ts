/**
 * When a run has measured enough: so many output tokens, or a percentile known as narrowly as asked. The width is that of a 95 %
 * interval by order statistics with as many independent values as the series is worth (n / tau), so that a queue's correlated waits do not
 * end a run early. Looked at again when the series has grown by a twentieth: peeking after every answer would cost its level.
 */
import type { RequestRecord } from '../../core/request-record.ts'
import { autocorrelation } from '../../stats/autocorrelation.ts'
import { percentile, sortAscending } from '../../stats/percentile.ts'
import { quantileInterval } from '../../stats/quantile-interval.ts'
import { e2eNs, tpotNs, ttftNs } from '../request-times.ts'

export interface StopPlan {
  /** Output tokens of measured answers; null: no such rule. */
  readonly tokens: number | null
  readonly until: UntilPlan | null
}

export interface UntilPlan {
  readonly metric: keyof typeof stopMetrics
  /** Of the percentile: 0.5 for p50. */
  readonly share: number
  /** Width of the interval over the percentile. */
  readonly relativeWidth: number
}

export const stopMetrics = { ttft: ttftNs, tpot: tpotNs, e2e: e2eNs } as const

const z = 1.96
const least = 64
const growth = 1.05

/** A watch over one run: tells of each record whether enough has been measured with it. */
export function stopWatch({ tokens, until }: StopPlan): (record: RequestRecord) => boolean {
  const values: { readonly at: number; readonly value: number }[] = []
  let [sum, next] = [0, least]
  return (record) => {
    if (record.phase !== 'measure' || record.outcome.kind !== 'ok') return false
    sum += record.outputTokens ?? 0
    if (tokens !== null && sum >= tokens) return true
    const value = until === null ? null : stopMetrics[until.metric](record)
    if (until === null || value === null) return false
    values.push({ at: record.scheduledAt, value })
    if (values.length < next) return false
    next = Math.ceil(growth * values.length)
    return isNarrow(values, until)
  }
}

function isNarrow(values: { readonly at: number; readonly value: number }[], until: UntilPlan): boolean {
  values.sort((a, b) => a.at - b.at)
  const series = values.map(({ value }) => value)
  const sorted = sortAscending(series)
  const middle = percentile(sorted, until.share) as number
  const bounds = quantileInterval(sorted, until.share, autocorrelation(series).effectiveSamples, z)
  return bounds !== null && middle > 0 && (bounds.high - bounds.low) / middle <= until.relativeWidth
}
