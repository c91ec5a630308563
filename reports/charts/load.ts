import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { formatCount, formatCounted, formatSeconds, trimZeros } from '../format-number.ts'
import { complete, seriesColour, timeX, tip, warmupLayers } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'load'
const title = 'Offered and completed requests per second, and requests in flight'
const legend = { symbolType: 'circle', symbolOpacity: 1 }
const series = { offered: colour('amber'), completed: colour('blue'), 'in flight': colour('sky') }

/** Does the server keep up: two rates above, the backlog they leave below. */
export function loadChart(model: ReportModel): Chart | OmittedChart {
  const { load } = model.charts
  if (load.rows.every((row) => row.offeredPerS === 0)) return { id, title, omitted: 'No request was sent.' }
  return {
    id,
    title,
    description: describe(model),
    thinning: null,
    columns: [
      { field: 'atS', label: 'Middle of', unit: 's' },
      { field: 'offeredPerS', label: 'Offered', unit: '1/s' },
      { field: 'completedPerS', label: 'Completed', unit: '1/s' },
      { field: 'inFlight', label: 'In flight', unit: null },
    ],
    rows: load.rows.map((row) => ({ ...row })),
    spec: complete({ spacing: 18, resolve: { scale: { color: 'shared' } }, vconcat: [rates(model), backlog(model)] }),
  }
}

function rates({ charts: { time } }: ReportModel): SpecBody {
  const x = timeX('atS', time)
  const line = (field: string, name: string, width: number) => ({
    mark: { type: 'line', interpolate: 'step', strokeWidth: width },
    encoding: {
      x: { ...x, axis: { labels: false } },
      y: { field, type: 'quantitative', title: 'requests per second' },
      color: { datum: name, ...seriesColour(series, legend) },
    },
  })
  const tooltip = [
    tip('atS', 'at (s)'),
    tip('offeredPerS', 'offered (1/s)'),
    tip('completedPerS', 'completed (1/s)'),
    tip('inFlight', 'in flight'),
  ]
  const hover = { mark: { type: 'rule', opacity: 0, strokeWidth: 8 }, encoding: { x, tooltip } }
  return {
    height: 150,
    layer: [...warmupLayers(time), line('offeredPerS', 'offered', 3), line('completedPerS', 'completed', 1.75), hover],
  }
}

function backlog({ charts: { time } }: ReportModel): SpecBody {
  const area = {
    mark: { type: 'area', interpolate: 'step', opacity: 0.55, line: { strokeWidth: 1.5 } },
    encoding: {
      x: timeX('atS', time),
      y: { field: 'inFlight', type: 'quantitative', title: 'requests in flight', axis: { tickCount: 3 } },
      color: { datum: 'in flight', ...seriesColour(series, legend) },
      tooltip: [tip('atS', 'at (s)'), tip('inFlight', 'in flight')],
    },
  }
  return { height: 72, layer: [...warmupLayers(time).slice(0, 1), area] }
}

function describe({ charts: { load, time } }: ReportModel): string {
  const per = trimZeros(formatSeconds(load.binS))
  const whole = `${formatCounted(load.offered, 'request')} fell due in ${formatSeconds(time.endS)} and ${formatCount(load.completed)} completed`
  return `Per ${per}: requests that fell due, requests that completed, and the mean number under way. Over the whole run, warm-up and the last answers included, ${whole}; at most ${formatCount(load.peakInFlight)} in flight at once. Where the lines part, requests pile up or fail.`
}
