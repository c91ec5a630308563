/**
 * What MLPerf's LoadGen tells of a run, in its two logs. In the Server scenario a latency counts from when a query was due, in the others
 * from when it was issued. Source: loadgen/results.cc and loadgen/README.md of mlcommons/inference.
 */
import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { absent, definition, percentile, summaryOnly } from '../../reading/notes.ts'
import { noSampleAtHand } from '../../reading/summary-run.ts'

/** Latencies of LoadGen by kind. */
export type MlperfLatency = 'latency' | 'firstToken' | 'perToken'

/** Where a latency stands in the run document, by scenario. */
export function mlperfPlace(kind: MlperfLatency, statistic: string, scenario: string | null): string | null {
  const place = statistics[statistic]
  if (place === undefined) return null
  const fromSchedule = scenario === 'Server'
  if (kind === 'perToken') return `metrics.tpotMs.${place}`
  if (kind === 'firstToken') return `metrics.${fromSchedule ? 'ttftMs' : 'ttftServiceMs'}.${place}`
  return `metrics.${fromSchedule ? 'e2eMs' : 'e2eServiceMs'}.${place}`
}

const statistics: Readonly<Record<string, string>> = {
  ...{ min: 'min', max: 'max', mean: 'mean' },
  ...{ '50.00': 'p50', '90.00': 'p90', '95.00': 'p95', '99.00': 'p99' },
}

/** What holds for both logs. `verdict`: what LoadGen says of the run. */
export function mlperfNotes(scenario: string | null, verdict: string | null): readonly ImportNote[] {
  const from = scenario === 'Server' ? 'from when a query was due' : 'from when a query was issued'
  return [
    definition(
      null,
      `scenario ${scenario ?? 'unknown'}: latencies count ${from}; a query is a sample, in Offline all samples are one query`,
    ),
    definition(
      null,
      `LoadGen says ${verdict ?? 'nothing'} by rules of its own (run time, number of queries, its target); the stamp here is not that`,
    ),
    definition('metrics.tpotMs', 'TPOT is (latency - first token latency) / (tokens - 1)'),
    percentile('metrics', 'a percentile is the value at its place in the sorted list, not interpolated'),
    absent('requests.failed', 'LoadGen knows no failed queries'),
    noSampleAtHand,
    summaryOnly,
  ]
}
