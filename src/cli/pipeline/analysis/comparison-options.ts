import { InfbenchError } from '../../../core/errors.ts'
import { nearest } from '../../../core/nearest.ts'
import { distributionMetrics, runMetrics } from '../../../metrics/definitions.ts'
import { metricId, metricNames, namedStatistics } from '../../../metrics/figures/named-metric.ts'

/** A metric that somebody named; a distribution without a statistic means its median. Throws usage. */
export function readMetric(given: string): string {
  if (metricNames.includes(given)) return given
  const median = `${given}.p50`
  if (metricNames.includes(median)) return median
  const close = nearest(given, metricNames)
  throw new InfbenchError('usage', {
    message: `metric ${JSON.stringify(given)}: expected a name such as ttft.p50 or outputTokensPerS${close === null ? '' : `; did you mean ${close}?`}`,
    hint: `one of ${distributionMetrics.map(metricId).join(', ')}, each with .${namedStatistics.join(' .')}; or ${runMetrics.map(metricId).join(', ')}`,
  })
}

/** The family that `--metric` names; undefined: the usual one. */
export function readFamily(given: readonly string[] | undefined): readonly string[] | undefined {
  return given === undefined || given.length === 0 ? undefined : [...new Set(given.map(readMetric))]
}

/** `5%` or `0.05` as a fraction; null where none is given. */
export function readMargin(given: string | undefined): number | null {
  if (given === undefined) return null
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(given.trim()) ?? []
  const share = digits === undefined ? Number.NaN : unit === '%' ? Number(digits) / 100 : Number(digits)
  if (share > 0 && share < 1) return share
  throw new InfbenchError('usage', {
    message: `--margin: expected a share above 0 and below 100 % such as 5% or 0.05, got ${JSON.stringify(given)}`,
  })
}
