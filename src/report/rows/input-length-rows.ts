import type { RequestRecord } from '../../core/request-record.ts'
import { nsToMs } from '../../core/units.ts'
import { roundTo } from '../../../reports/format-number.ts'
import { ttftNs } from '../../metrics/request-times.ts'
import { percentile, sortAscending } from '../../stats/percentile.ts'
import type { InputLengthRows } from '../chart-rows.ts'
import { thin } from './thin.ts'
import { mostPoints } from './track-rows.ts'

type Point = InputLengthRows['points'][number]

/** TTFT against prompt length, and its median over groups of equally many requests (at least 8, at most 16 groups). */
export function inputLengthRows(records: readonly RequestRecord[]): InputLengthRows {
  const points = records.flatMap(toPoint)
  const { kept, rule } = thin(points, mostPoints, (point) => point.ttftMs, 'requests')
  return { points: kept, bins: medians(points), total: points.length, thinning: rule }
}

function toPoint(record: RequestRecord): Point[] {
  const ns = ttftNs(record)
  if (ns === null) return []
  const inputTokens = record.inputTokens ?? record.asked.inputTokens
  return [{ inputTokens, ttftMs: roundTo(nsToMs(ns)), request: record.index }]
}

function medians(points: readonly Point[]): InputLengthRows['bins'] {
  const sorted = [...points].sort((a, b) => a.inputTokens - b.inputTokens)
  const groups = Math.min(16, Math.floor(sorted.length / 8))
  return Array.from({ length: groups }, (_, group) => {
    const from = Math.round((group * sorted.length) / groups)
    const members = sorted.slice(from, Math.round(((group + 1) * sorted.length) / groups))
    const middle = (values: number[]) => roundTo(percentile(sortAscending(values), 0.5) as number)
    const inputTokens = middle(members.map((point) => point.inputTokens))
    return { inputTokens, n: members.length, p50Ms: middle(members.map((point) => point.ttftMs)) }
  }).filter((row, index, rows) => row.inputTokens !== rows[index - 1]?.inputTokens)
}
