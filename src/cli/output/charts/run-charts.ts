import { layOut, visibleWidth, wrap } from '../text/columns.ts'
import { count, grouped, seconds } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'
import { histogram } from './histogram.ts'
import { inParts, sparkline } from './sparkline.ts'

/** What the charts of a run are drawn of. Values in ms; `atS` counts from when the first measured request fell due. */
export interface RunSeries {
  readonly ttftMs: readonly number[]
  readonly tpotMs: readonly number[]
  /** Both in the order of time. */
  readonly ttftOverTime: readonly Bin[]
  readonly tpotOverTime: readonly Bin[]
  /** Of one bin. */
  readonly binS: number
  /** Runs of the same workload up to this one, the oldest first. */
  readonly history: readonly PastRun[]
}
export interface Bin {
  readonly p50: number | null
  readonly p95: number | null
}
export interface PastRun {
  readonly runId: string
  readonly ttftP50Ms: number | null
  readonly tpotP50Ms: number | null
  readonly outputTokensPerS: number | null
}

/** Fewer say nothing of a distribution or a course. */
const leastValues = 5
const besideFrom = 84

/** Histograms of TTFT and TPOT, their percentiles over the run, and what earlier runs had; each left out where there is nothing to draw. */
export function runCharts(series: RunSeries, style: TextStyle): string[] {
  const groups = [histograms(series, style), overTime(series, style), history(series, style)]
  return groups.filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

/** Beside each other where there is room. */
function histograms({ ttftMs, tpotMs }: RunSeries, style: TextStyle): string[] {
  const isWide = style.columns >= besideFrom
  const columns = isWide ? Math.floor(style.columns / 2) - 2 : style.columns
  const [left, right] = [['TTFT, ms', ttftMs] as const, ['TPOT, ms', tpotMs] as const].map(([title, values]) =>
    values.length < leastValues ? [] : histogram(title, values, columns, style),
  ) as [string[], string[]]
  if (!isWide || left.length === 0 || right.length === 0)
    return left.length > 0 && right.length > 0 ? [...left, '', ...right] : [...left, ...right]
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const text = left[i] ?? ''
    return `${text}${' '.repeat(Math.max(0, columns + 2 - visibleWidth(text)))}${right[i] ?? ''}`.trimEnd()
  })
}

type Line = readonly [label: string, unit: string, values: readonly (number | null)[]]

function overTime({ ttftOverTime, tpotOverTime, binS }: RunSeries, style: TextStyle): string[] {
  const lines = [
    ['TTFT p50', 'ms', ttftOverTime.map(({ p50 }) => p50)],
    ['TTFT p95', 'ms', ttftOverTime.map(({ p95 }) => p95)],
    ['TPOT p50', 'ms', tpotOverTime.map(({ p50 }) => p50)],
    ['TPOT p95', 'ms', tpotOverTime.map(({ p95 }) => p95)],
  ] as const satisfies readonly Line[]
  const drawn = lines.filter(([, , values]) => values.filter((value) => value !== null).length >= 2)
  return sparklines(drawn, style, (bins) => `over the run, a column for ${seconds(bins * binS)}, from 0 to the largest`)
}

/** The newest on the right, as many as there is room for. */
function history({ history: runs }: RunSeries, style: TextStyle): string[] {
  if (runs.length < 2) return []
  const shown = runs.slice(-Math.max(2, style.columns - longestLabel - 30))
  const lines = [
    ['TTFT p50', 'ms', shown.map((run) => run.ttftP50Ms)],
    ['TPOT p50', 'ms', shown.map((run) => run.tpotP50Ms)],
    ['output', 'tok/s', shown.map((run) => run.outputTokensPerS)],
  ] as const satisfies readonly Line[]
  const drawn = lines.filter(([, , values]) => values.some((value) => value !== null))
  return sparklines(drawn, style, () => `the last ${count(shown.length)} runs of this workload, this one on the right`)
}

const longestLabel = 8

/** A line of columns each, with its extremes; `title` is told how many values stand in one column. */
function sparklines(lines: readonly Line[], style: TextStyle, title: (inColumn: number) => string): string[] {
  if (lines.length === 0) return []
  const ranges = lines.map(([, unit, values]) => rangeText(values, unit))
  const room = Math.max(8, style.columns - longestLabel - 6 - Math.max(...ranges.map(visibleWidth)))
  const inColumn = Math.ceil((lines[0]?.[2].length ?? 1) / room)
  const rows = lines.map(([label, , values], i) => {
    const columns = inParts(values, inColumn, largest)
    return [style.dim(label), style.cyan(sparkline(columns, style)), ranges[i] as string]
  })
  const head = wrap(title(inColumn), style.columns - 2).map((line) => `  ${style.dim(line)}`)
  return [...head, ...layOut(rows, { indent: 2, left: [1, 2] })]
}

function rangeText(values: readonly (number | null)[], unit: string): string {
  const known = values.flatMap((value) => value ?? [])
  const [least, most] = [Math.min(...known), Math.max(...known)].map(grouped) as [string, string]
  return `${least === most ? most : `${least} to ${most}`} ${unit}`
}

const largest = (part: readonly (number | null)[]): number | null =>
  part.reduce<number | null>((most, value) => (value === null || (most !== null && most >= value) ? most : value), null)
