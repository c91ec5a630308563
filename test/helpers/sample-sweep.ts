import type { EngineWork } from '../../src/core/engine-work.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import { sweepDocument } from '../../src/metrics/search/sweep-document.ts'
import type { SweepDocument } from '../../src/metrics/search/sweep-schema.ts'
import { sweepPoint } from '../../src/metrics/search/sweep-point.ts'
import { buildSweepReport } from '../../src/report/sweep/build-sweep-report.ts'
import type { SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { SearchPlan } from '../../src/stats/search/capacity-search.ts'
import { type SampleOptions, sampleRun } from './sample-run.ts'

/** One made-up run of a group: its load, and what it sets besides. */
export interface SampleRunOfSweep extends SampleOptions {
  readonly label?: string
  readonly series?: string | null
  /** Without one it has no load, as a trace's own times. */
  readonly rate?: number
  /** What the bundled engine told of its kernels; absent: an endpoint. */
  readonly work?: EngineWork
}

export interface SampleSweepOptions {
  readonly runs?: readonly SampleRunOfSweep[]
  readonly search?: SearchPlan
  readonly name?: string
  readonly hrefOf?: (runId: string) => string | null
}

const rates = [1, 2, 4, 8, 16]
export const sampleRates: readonly SampleRunOfSweep[] = rates.map((rate) => ({ rate }))

/** The document and report model of made-up runs, one after another. */
export function sampleSweep(options: SampleSweepOptions = {}): { document: SweepDocument; model: SweepReportModel } {
  const { runs = sampleRates, search = null, name = 'chat-azure' } = options
  const made = runs.map((run, i) => {
    const { header, records } = sampleRun({
      requests: 120,
      warmupS: 0,
      seed: 7 + i,
      ratePerSecond: run.rate ?? 4,
      ...run,
    })
    const named = { ...header, runId: `20261121-0845${String(i).padStart(2, '0')}-ab12cd` }
    return { header: named, document: summarize(named, records, run.work ?? null), run }
  })
  const points = made.map(({ document, run: { rate, label, series = null } }) => {
    const level = rate === undefined ? null : ({ over: 'rate', value: rate } as const)
    return sweepPoint(document, { label: label ?? `rate=${rate}`, series, level })
  })
  const kind = search === null ? ('sweep' as const) : ('search' as const)
  const document = sweepDocument({ sweepId: 's20261121-084500-ab12cd', name, kind }, points, search)
  const header = (made[0] as (typeof made)[number]).header
  const model = buildSweepReport({
    ...{ document, header, startedAtMs: header.startedAtMs, rerun: 'infbench run chat.yaml' },
    hrefOf: options.hrefOf ?? ((runId) => `./${runId}.html`),
  })
  return { document, model }
}
