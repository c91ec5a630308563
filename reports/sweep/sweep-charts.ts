import type { SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { Chart, OmittedChart } from '../chart.ts'
import { attainmentByLoad } from './attainment.ts'
import { tpotByLoad, ttftByLoad } from './latency.ts'
import { paretoChart } from './pareto.ts'
import { searchPath } from './search-path.ts'
import { goodputByLoad } from './throughput.ts'
import { tokensByLoad } from './tokens.ts'
import { useByBatch, useByPrompt } from './utilisation.ts'

/** A heading of the page of a group of runs and the charts below it, in reading order. */
export interface SweepSection {
  readonly title: string
  readonly charts: readonly ((model: SweepReportModel) => Chart | OmittedChart)[]
  /** Whether the group has anything to say here; without it, it always has. */
  readonly applies?: (model: SweepReportModel) => boolean
}

/** Every chart of a group's report; adding one is one line here and one file. */
export const sweepCharts: readonly SweepSection[] = [
  { title: 'Search', charts: [searchPath], applies: ({ kind }) => kind === 'search' },
  { title: 'Throughput', charts: [goodputByLoad, attainmentByLoad, tokensByLoad, paretoChart] },
  { title: 'Latency', charts: [ttftByLoad, tpotByLoad] },
  { title: 'Kernels', charts: [useByBatch, useByPrompt], applies: ({ charts }) => charts.use.length > 0 },
]

/** The headings of a group's report with the charts below them. Of repeats nobody chooses one: they have no front. */
export const sweepSectionsOf = (model: SweepReportModel) =>
  sweepCharts
    .filter(({ applies }) => applies?.(model) ?? true)
    .map(({ title, charts }) => {
      const own = model.kind === 'repeats' ? charts.filter((chart) => chart !== paretoChart) : charts
      return { title, charts: own.map((chart) => chart(model)) }
    })

/** The charts of a group as they stand in its report. */
export const sweepChartsOf = (model: SweepReportModel): readonly (Chart | OmittedChart)[] =>
  sweepSectionsOf(model).flatMap(({ charts }) => charts)
