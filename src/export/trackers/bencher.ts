/**
 * Bencher Metric Format: {benchmark: {measure: {value, lower_value?, upper_value?}}}. Measures have no unit there, so their names end
 * in it. Source: bencher.dev/docs/reference/bencher-metric-format.
 */
import type { RunDocument } from '../../metrics/run-document.ts'
import { benchmarksOf, type RepeatedFigure } from './repeated-figures.ts'

export interface BencherMetric {
  readonly value: number
  readonly lower_value?: number
  readonly upper_value?: number
}

export type BencherReport = Readonly<Record<string, Readonly<Record<string, BencherMetric>>>>

/** Bencher takes benchmark names of so many characters. */
const mostNameLength = 1024

/** Runs of one name are repeats: their mean, and the least and most of single runs; one run alone has no such range. */
export function bencherReport(runs: readonly RunDocument[]): BencherReport {
  return Object.fromEntries(
    benchmarksOf(runs).map(({ name, figures }) => [
      name.slice(0, mostNameLength),
      Object.fromEntries(figures.map((figure) => [figure.key, metric(figure)])),
    ]),
  )
}

function metric({ value, least, most, runs }: RepeatedFigure): BencherMetric {
  return runs > 1 ? { value, lower_value: least, upper_value: most } : { value }
}
