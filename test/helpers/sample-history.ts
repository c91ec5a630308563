import { buildHistory, type PastRun } from '../../src/report/history/build-history.ts'
import type { History } from '../../src/report/history/history.ts'
import { metricNamed, type NamedMetric } from '../../src/metrics/figures/named-metric.ts'
import { sampleSide } from './sample-sides.ts'

/** A history of made-up runs: a change after eight, an invalid run, another machine after sixteen. */
export function sampleHistory(): History {
  const { runs } = sampleSide('chat-azure', { runs: 1, requests: 60 })
  const { header, document } = runs[0] as PastRun
  const past = Array.from(
    { length: 20 },
    (_, i): PastRun => ({
      header: {
        ...{
          ...header,
          runId: `20261121-0845${String(i).padStart(2, '0')}-ab12cd`,
          startedAtMs: header.startedAtMs + i * 8e7,
        },
        environment: {
          ...header.environment,
          gitCommit: `${1000 + i}c0ffee`,
          nodeVersion: i < 16 ? 'v20.20.2' : 'v22.1.0',
        },
        fingerprints: { ...header.fingerprints, environment: i < 16 ? 'first' : 'second' },
      },
      document: {
        ...{ ...document, status: i === 5 ? 'invalid' : document.status },
        metrics: {
          ...document.metrics,
          tpotMs: { ...document.metrics.tpotMs, p50: (i < 8 ? 10 : 12) + ((i * 37) % 11) / 20 },
        },
      },
    }),
  )
  return buildHistory(past, 'tpot.p50', metricNamed('tpot.p50') as NamedMetric)
}
