import { layOut, visibleWidth } from '../text/columns.ts'
import { count } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/** Values from `from` to below `to`; the last bin holds its end as well. */
export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
}

const mostBins = 10
const factors = [1, 2, 5] as const
/** From so many times the smallest to the largest value on, edges are 1, 2, 5, 10, ... rather than at even distances. */
const wideRatio = 20
/** Values that differ by less than this share of them are drawn as one. */
const narrowest = 2 ** -20

/** At most ten bins with round edges over all of `values` (at least one, none below 0); bins beyond the last value are left out. */
export function binned(values: readonly number[]): readonly Bin[] {
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  const most = values.reduce((high, value) => Math.max(high, value), 0)
  const edges = least > 0 && most / least >= wideRatio ? growingEdges(least, most) : evenEdges(least, most)
  const counts = new Array<number>(edges.length - 1).fill(0)
  for (const value of values) {
    const above = edges.findIndex((edge) => value < edge)
    counts[above < 0 ? counts.length - 1 : Math.max(0, above - 1)]! += 1
  }
  return counts.map((size, i) => ({ from: edges[i] as number, to: edges[i + 1] as number, count: size }))
}

/** Round edges at even distances, the first at or below the least and the last at or above the largest value. */
function evenEdges(least: number, most: number): readonly number[] {
  const width = Math.max(most - least, most * narrowest, most === 0 ? 1 : 0) / (mostBins - 1)
  const power = 10 ** Math.floor(Math.log10(width))
  const step = ([...factors, 10].find((factor) => factor * power >= width * (1 - 1e-9)) ?? 10) * power
  const first = Math.floor(least / step)
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(9)))
}

/** Edges at 1, 2 and 5 times powers of ten; at the powers alone where those would be too many. The lowest bins are one where even these are. */
function growingEdges(least: number, most: number): readonly number[] {
  const all = (chosen: readonly number[]) => {
    const from = Math.floor(Math.log10(least))
    const powers = Array.from({ length: Math.ceil(Math.log10(most)) - from + 2 }, (_, i) => from + i)
    const edges = powers.flatMap((power) => chosen.map((factor) => Number(`${factor}e${power}`)))
    const first = edges.findLastIndex((edge) => edge <= least)
    return edges.slice(first, edges.findIndex((edge) => edge >= most) + 1)
  }
  const fine = all(factors)
  const edges = fine.length - 1 <= mostBins ? fine : all([1])
  return edges.length - 1 <= mostBins ? edges : [edges[0] as number, ...edges.slice(-mostBins)]
}

/** A bar and a count for each bin, `columns` wide at most; empty without values. */
export function histogram(title: string, values: readonly number[], columns: number, style: TextStyle): string[] {
  if (values.length === 0) return []
  const bins = binned(values)
  const labels = bins.map(({ from, to }) => `${edge(from)} to ${edge(to)}`)
  const counts = bins.map((bin) => count(bin.count))
  const taken = Math.max(...labels.map(visibleWidth)) + Math.max(...counts.map(visibleWidth)) + 6
  const widest = Math.max(1, columns - taken)
  const most = Math.max(...bins.map((bin) => bin.count))
  const bar = (size: number) =>
    style.symbols.bar.repeat(size === 0 ? 0 : Math.max(1, Math.round((size / most) * widest)))
  const rows = bins.map((bin, i) => [labels[i] as string, counts[i] as string, style.cyan(bar(bin.count))])
  return [`  ${style.dim(title)}`, ...layOut(rows, { indent: 2, left: [2] })]
}

const edge = (value: number) => String(value)
