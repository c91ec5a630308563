import type { RequestRecord } from '../../core/request-record.ts'
import { nsToMs } from '../../core/units.ts'
import { roundTo } from '../../../reports/format-number.ts'
import { ttftNs } from '../../metrics/request-times.ts'
import { percentile, sortAscending } from '../../stats/percentile.ts'
import type { InputLengthRows } from '../chart-rows.ts'
import { thin } from './thin.ts'
import { mostPoints } from './track-rows.ts'

type Point = InputLengthRows['points'][number]

/** TTFT against prompt length, and its median over groups of about equally many requests (at least 8, at most 16 groups). */
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
  const size = Math.max(8, Math.ceil(sorted.length / 16))
  const middle = (values: number[]) => roundTo(percentile(sortAscending(values), 0.5) as number)
  return groupsOf(sorted, size).map((members) => ({
    inputTokens: middle(members.map((point) => point.inputTokens)),
    n: members.length,
    p50Ms: middle(members.map((point) => point.ttftMs)),
  }))
}

/** Groups of `size` in order of length; requests of one length stay together, and a rest under half a group joins the last. */
function groupsOf(sorted: readonly Point[], size: number): readonly (readonly Point[])[] {
  const groups: (readonly Point[])[] = []
  if (sorted.length < size) return groups
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    to = Math.min(sorted.length, from + size)
    while (to < sorted.length && sorted[to]?.inputTokens === sorted[to - 1]?.inputTokens) to++
    if (sorted.length - to < size / 2) to = sorted.length
    groups.push(sorted.slice(from, to))
  }
  return groups
}
