import type { Chart, OmittedChart } from '../../../reports/chart.ts'
import { chartsOf } from '../../../reports/charts.ts'
import { runMarkdown } from '../../../reports/markdown/run-markdown.ts'
import { sweepMarkdown } from '../../../reports/markdown/sweep-markdown.ts'
import { sweepChartsOf } from '../../../reports/sweep/sweep-charts.ts'
import type { ReportModel } from '../report-model.ts'
import type { SweepReportModel } from '../sweep/sweep-model.ts'
import { chartDrawings, chartTables, type ReportFile } from './chart-files.ts'

/** Everything that a report is besides a page; json is its model, as data. */
export type ExportFormat = 'md' | 'json' | 'svg' | 'csv'
type Exported = { readonly text: string } | { readonly files: readonly ReportFile[] }

/** The report of a run in a format. The same model gives the same bytes. */
export const exportRun = (model: ReportModel, format: ExportFormat): Exported =>
  exported(model, format, runMarkdown, chartsOf)

/** The report of runs made together in a format. */
export const exportSweep = (model: SweepReportModel, format: ExportFormat): Exported =>
  exported(model, format, sweepMarkdown, sweepChartsOf)

function exported<Model>(
  model: Model,
  format: ExportFormat,
  markdown: (model: Model) => string,
  charts: (model: Model) => readonly (Chart | OmittedChart)[],
): Exported {
  switch (format) {
    case 'md':
      return { text: markdown(model) }
    case 'json':
      return { text: `${JSON.stringify(model)}\n` }
    case 'svg':
      return { files: chartDrawings(charts(model)) }
    case 'csv':
      return { files: chartTables(charts(model)) }
  }
}
