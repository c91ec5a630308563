import type { ReportModel } from '../src/report/report-model.ts'
import type { Chart, OmittedChart } from './chart.ts'
import { errorsChart } from './charts/errors.ts'
import { inputLengthChart } from './charts/input-length.ts'
import { e2eChart, itlChart, longestGapChart, sendLagChart, ttftChart } from './charts/latency-over-time.ts'
import { loadChart } from './charts/load.ts'
import { rooflineChart } from './charts/roofline.ts'
import { serverCacheChart, serverLoadChart, serverPreemptionsChart, serverTokensChart } from './charts/server.ts'
import { sloChart } from './charts/slo.ts'
import { tailChart } from './charts/tail.ts'
import { timelineChart } from './charts/timeline.ts'
import { tokenIndexChart } from './charts/token-index.ts'
import { turnsChart } from './charts/turns.ts'
import type { Markup } from './page/html.ts'
import { kernelTable } from './page/kernel-table.ts'

/** A heading of the page and the charts below it, in reading order. */
export interface ChartSection {
  readonly title: string
  readonly charts: readonly ((model: ReportModel) => Chart | OmittedChart)[]
  /** What stands below the charts. */
  readonly below?: (model: ReportModel) => Markup | false
  /** Whether a run has anything to say here; without it, it always has. */
  readonly applies?: (model: ReportModel) => boolean
}

type MakeChart = ChartSection['charts'][number]

/** An imported run may have no values per request: then that is why a chart is empty. */
const told = (chart: MakeChart): MakeChart => {
  return (model) => {
    const made = chart(model)
    return 'omitted' in made && model.noRequests !== undefined ? { ...made, omitted: model.noRequests } : made
  }
}

/** Every chart of a run's report; adding one is one line here and one file. */
export const runCharts: readonly ChartSection[] = [
  { title: 'Load', charts: [loadChart, sloChart].map(told) },
  { title: 'Latency', charts: [ttftChart, tailChart, itlChart, tokenIndexChart, e2eChart, inputLengthChart].map(told) },
  { title: 'Sessions', charts: [turnsChart], applies: ({ charts }) => charts.turns.length > 0 },
  {
    title: 'Server',
    charts: [serverLoadChart, serverCacheChart, serverTokensChart, serverPreemptionsChart],
    applies: ({ charts }) => charts.server !== null,
  },
  {
    title: 'Engine',
    charts: [rooflineChart],
    below: kernelTable,
    applies: ({ charts }) => charts.roofline !== null,
  },
  { title: 'Requests', charts: [timelineChart, errorsChart, sendLagChart].map(told) },
]

/** Charts that can be drawn again of some requests, from what the page holds of each. */
export const selectableCharts: readonly ((model: ReportModel) => Chart | OmittedChart)[] = [
  ...[loadChart, sloChart, ttftChart, tailChart, longestGapChart, e2eChart],
  ...[inputLengthChart, timelineChart, errorsChart, sendLagChart],
]

/** Charts of which only a span of time can be shown: the server tells nothing of single requests. */
export const spanCharts: readonly string[] = ['server-load', 'server-cache', 'server-tokens', 'server-preemptions']

/** The charts of a run as they stand in its report; sections that do not apply have none. */
export const chartsOf = (model: ReportModel): readonly (Chart | OmittedChart)[] =>
  runCharts
    .filter(({ applies }) => applies?.(model) ?? true)
    .flatMap(({ charts }) => charts.map((chart) => chart(model)))
