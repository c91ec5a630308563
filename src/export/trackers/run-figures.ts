/** The figures of a run that a tracker of results follows from commit to commit, out of its document as they stand there. */
import { type DistributionId, type MetricId, metrics } from '../../metrics/definitions.ts'
import type { Metric } from '../../metrics/metric.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { snakeCase } from '../tables/column.ts'

/** One number of a run; `key` is unique in it and names its unit, for formats that have no place for one. */
export interface RunFigure {
  readonly key: string
  readonly label: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  readonly value: number
}

const followed: readonly DistributionId[] = ['ttft', 'ttp', 'tpot', 'itl', 'e2e']
const statistics = ['mean', 'p50', 'p90', 'p99'] as const
const rates: readonly MetricId[] = [
  ...(['outputTokensPerS', 'inputTokensPerS', 'requestsPerS', 'attainment', 'goodput'] as const),
  ...(['costPerMillionOutputTokens', 'costPerThousandRequests'] as const),
]

/** What was observed of them, in a fixed order; a figure that is unknown is left out, never 0. */
export function figuresOf(run: RunDocument): readonly RunFigure[] {
  return [...latencies(run), ...rates.flatMap((id) => rate(id, run)), ...failedShare(run)]
}

function latencies({ metrics: observed }: RunDocument): RunFigure[] {
  return followed.flatMap((id) =>
    statistics.flatMap((statistic): RunFigure[] => {
      const { key, label, better } = metrics[id]
      const value = observed[key][statistic]
      const name = { key: `${snakeCase(id)}_${statistic}_ms`, label: `${label} ${statistic}` }
      return value === null ? [] : [{ ...name, unit: 'ms', better, value }]
    }),
  )
}

function rate(id: MetricId, run: RunDocument): RunFigure[] {
  const metric: Metric = metrics[id]
  if (metric.per !== 'run') return []
  const [section, key] = metric.path
  const value = (run[section] as Readonly<Record<string, unknown>> | null)?.[key]
  if (typeof value !== 'number') return []
  const { label, unit, better } = metric
  return [{ key: `${section === 'throughput' ? '' : `${section}_`}${snakeCase(key)}`, label, unit, better, value }]
}

/** Of the requests that ended by themselves. */
function failedShare({ requests: { failed, completed } }: RunDocument): RunFigure[] {
  if (failed + completed === 0) return []
  const value = failed / (failed + completed)
  return [{ key: 'failed_share', label: 'Failed requests', unit: 'share', better: 'lower', value }]
}
