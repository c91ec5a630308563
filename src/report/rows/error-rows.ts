import { type FailureKind, failureKinds, type RequestRecord } from '../../core/request-record.ts'
import { nsToS } from '../../core/units.ts'
import { roundTo } from '../../../reports/format-number.ts'
import type { FailureLine } from '../report-model.ts'
import type { ErrorRows } from '../chart-rows.ts'
import { clip } from '../sections/clip.ts'
import { binOf, timeBins } from './time-bins.ts'

const kindsInOrder = Object.keys(failureKinds) as FailureKind[]

/** Failed requests per bin of time (s since `zeroAt`, ns) and kind, by the moment each failure was known; warm-up included. */
export function errorRows(records: readonly RequestRecord[], endS: number, zeroAt = 0): ErrorRows {
  const bins = timeBins(endS, 40)
  const counts = new Map<FailureKind, number[]>()
  for (const { outcome, doneAt } of records) {
    if (outcome.kind === 'ok') continue
    const perBin = counts.get(outcome.kind) ?? new Array<number>(bins.count).fill(0)
    perBin[binOf(bins, nsToS(doneAt - zeroAt))]! += 1
    counts.set(outcome.kind, perBin)
  }
  const kinds = kindsInOrder.filter((kind) => counts.has(kind))
  const rows = kinds.flatMap((kind) =>
    (counts.get(kind) as number[]).flatMap((count, bin) =>
      count === 0 ? [] : [{ atS: roundTo(bin * bins.widthS), kind, count }],
    ),
  )
  return { binS: bins.widthS, kinds, rows }
}

/** Failures of measured requests by kind and HTTP status, most frequent first, each with one detail as example. */
export function failureLines(measured: readonly RequestRecord[]): readonly FailureLine[] {
  const lines = new Map<string, { -readonly [K in keyof FailureLine]: FailureLine[K] }>()
  for (const { outcome, httpStatus } of measured) {
    if (outcome.kind === 'ok') continue
    const status = outcome.kind === 'http' ? httpStatus : null
    const key = `${outcome.kind} ${status}`
    const line = lines.get(key)
    if (line) line.count += 1
    else
      lines.set(key, {
        kind: outcome.kind,
        sentence: failureKinds[outcome.kind],
        status,
        count: 1,
        share: 0,
        example: clip(outcome.detail),
      })
  }
  for (const line of lines.values()) line.share = line.count / measured.length
  return [...lines.values()].sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind, 'en'))
}
