/** Runs of one setting that were made to see how far they differ: what they say is a spread, and none of them is the best. */
import { percentile, sortAscending } from '../../stats/percentile.ts'
import { mean } from '../../stats/distribution.ts'
import type { SweepPoint } from './sweep-schema.ts'

const place = /(?:^|, )(repeat \d+\/\d+)$/

/** `repeat 2/5`: the place of a run among repeats; null: it is none. */
export const repeatOf = ({ label }: Pick<SweepPoint, 'label'>): string | null => place.exec(label ?? '')?.[1] ?? null

/** What was set for a run, without its place among repeats; empty: nothing. */
export const settingOf = ({ label }: Pick<SweepPoint, 'label'>): string => (label ?? '').replace(place, '')

/** Whether runs made together are repeats of one setting, and nothing else. */
export function areRepeats(points: readonly SweepPoint[]): boolean {
  const settings = points.map((point) => JSON.stringify([settingOf(point), point.series, point.level]))
  return points.length > 0 && points.every((point) => repeatOf(point) !== null) && new Set(settings).size === 1
}

/** One figure over repeats. */
export interface RepeatSpread {
  readonly label: string
  readonly metric: 'ttft' | 'tpot' | 'outputTokensPerS' | 'requestsPerS' | 'goodput'
  readonly unit: 'ms' | 'tokens/s' | 'requests/s'
  /** Runs that have it. */
  readonly n: number
  readonly median: number
  readonly least: number
  readonly most: number
  /** Standard deviation over the mean; null for one run, and where the mean is 0. */
  readonly spread: number | null
}

type Figure = readonly [
  label: string,
  metric: RepeatSpread['metric'],
  unit: RepeatSpread['unit'],
  of: (point: SweepPoint) => number | null,
]

/** How far repeats differ in the figures that a reader looks at first; those that no run has are left out. Invalid runs count as well: they are told beside. */
export function repeatSpreads(points: readonly SweepPoint[]): readonly RepeatSpread[] {
  const hasSlo = points.some((point) => point.hasSlo)
  const figures: readonly Figure[] = [
    ['TTFT p50', 'ttft', 'ms', (point) => point.ttftMs.p50],
    ['TTFT p99', 'ttft', 'ms', (point) => point.ttftMs.p99],
    ['TPOT p50', 'tpot', 'ms', (point) => point.tpotMs.p50],
    ['Output', 'outputTokensPerS', 'tokens/s', (point) => point.outputTokensPerS],
    hasSlo
      ? ['Goodput', 'goodput', 'requests/s', (point) => point.goodputPerS]
      : ['Completed', 'requestsPerS', 'requests/s', (point) => point.requestsPerS],
  ]
  return figures.flatMap(([label, metric, unit, of]) => {
    const sorted = sortAscending(points.flatMap((point) => of(point) ?? []))
    const median = percentile(sorted, 0.5)
    if (median === null) return []
    const [least, most] = [sorted[0] as number, sorted.at(-1) as number]
    return [{ label, metric, unit, n: sorted.length, median, least, most, spread: spreadOf(sorted) }]
  })
}

function spreadOf(values: Float64Array): number | null {
  const average = mean(values)
  if (values.length < 2 || average === null || average === 0) return null
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1)) / average
}
