import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart } from '../chart.ts'
import { formatCount, formatSeconds, trimZeros } from '../format-number.ts'
import { complete, seriesColour, timeX, tip, warmupLayers } from '../spec-parts.ts'
import { type ColourName, colour } from '../theme.ts'

const id = 'errors'
const title = 'Failed requests over the run, by kind'
const order: readonly ColourName[] = ['vermillion', 'blue', 'amber', 'purple', 'green', 'sky', 'grey', 'ink', 'muted']

/** When things failed, and how. */
export function errorsChart(model: ReportModel): Chart | OmittedChart {
  const { rows, kinds, binS } = model.charts.errors
  if (rows.length === 0) return { id, title, omitted: 'No request failed.' }
  const series = Object.fromEntries(
    kinds.map((kind, index) => [kind, colour(order[index % order.length] as ColourName)]),
  )
  const total = rows.reduce((sum, row) => sum + row.count, 0)
  const x = timeX('atS', model.charts.time)
  const tooltip = [{ field: 'kind', title: 'kind' }, tip('atS', 'from (s)'), tip('count', 'failed', ',d')]
  return {
    id,
    title,
    description: `Failures per ${trimZeros(formatSeconds(binS))}, at the moment each was known: ${formatCount(total)} in all, warm-up included; kinds: ${kinds.join(', ')}.`,
    thinning: null,
    columns: [
      { field: 'atS', label: 'From', unit: 's' },
      { field: 'kind', label: 'Kind', unit: null },
      { field: 'count', label: 'Failed', unit: null },
    ],
    rows: rows.map((row) => ({ ...row })),
    spec: complete({
      height: 160,
      transform: [{ calculate: `datum.atS + ${binS * 0.92}`, as: 'untilS' }],
      layer: [
        ...warmupLayers(model.charts.time),
        {
          mark: { type: 'bar', opacity: 1 },
          encoding: {
            x: { ...x, bin: 'binned' },
            x2: { field: 'untilS' },
            y: {
              field: 'count',
              type: 'quantitative',
              stack: true,
              title: null,
              axis: { tickMinStep: 1, format: 'd' },
            },
            color: { field: 'kind', ...seriesColour(series) },
            tooltip,
          },
        },
      ],
    }),
  }
}
