import type { ParetoRow, SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { formatCount, formatNumber } from '../format-number.ts'
import { complete, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'
import { seriesColours } from './load-axis.ts'

const id = 'pareto'
const title = 'Output tokens per second of all against the pace of one user'

/** The trade between one user's pace and the work of the whole machine; which runs are worth choosing. */
export function paretoChart(model: SweepReportModel): Chart | OmittedChart {
  const { pareto } = model.charts
  if (pareto.length === 0) return { id, title, omitted: 'No answer had a token after the first.' }
  const rows = [...pareto].sort((a, b) => a.tokensPerSPerUser - b.tokensPerSPerUser).map((row) => ({ ...row }))
  return {
    ...{ id, title, description: describe(pareto), thinning: null, rows },
    columns: [
      { field: 'label', label: 'Run', unit: null },
      { field: 'tokensPerSPerUser', label: 'One user, p50', unit: 'tok/s' },
      { field: 'outputTokensPerS', label: 'All', unit: 'tok/s' },
      { field: 'front', label: 'On the front', unit: null },
    ],
    spec: complete({ height: plotHeight, layer: layers(model) }),
  }
}

function layers({ charts }: SweepReportModel): readonly SpecBody[] {
  const x = axis('tokensPerSPerUser', 'tokens per second for one user (median)', charts.pareto)
  const y = axis('outputTokensPerS', null, charts.pareto)
  const alone = charts.series.length === 1
  const symbols = { symbolType: 'circle', symbolOpacity: 1 }
  const color = alone ? { value: colour('blue') } : { field: 'series', ...seriesColour(seriesColours(charts), symbols) }
  const on = [{ filter: { field: 'front', equal: true } }]
  const tooltip = [
    { field: 'label', title: 'run' },
    tip('tokensPerSPerUser', 'one user (tok/s)'),
    tip('outputTokensPerS', 'all (tok/s)'),
  ]
  const opacity = { condition: { test: 'datum.front', value: 1 }, value: 0.35 }
  return [
    {
      mark: { type: 'line', color: colour('muted'), strokeWidth: 1.25, strokeDash: [4, 3] },
      transform: on,
      encoding: { x, y },
    },
    { mark: { type: 'point', size: 80, shape: 'circle' }, encoding: { x, y, color, opacity, tooltip } },
  ]
}

/** Around the values, with a margin: neither pace nor work need begin at 0. */
function axis(
  field: 'tokensPerSPerUser' | 'outputTokensPerS',
  name: string | null,
  rows: readonly ParetoRow[],
): SpecBody {
  const values = rows.map((row) => row[field])
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const margin = Math.max(0.08 * (most - least), 0.02 * most)
  const scale = { domain: [Math.max(0, least - margin), most + margin], nice: true, zero: false }
  return {
    field,
    type: 'quantitative',
    title: name,
    scale,
    axis: { grid: true, labelExpr: "format(datum.value, ',~r')" },
  }
}

function describe(pareto: readonly ParetoRow[]): string {
  const front = pareto.filter((row) => row.front).sort((a, b) => a.outputTokensPerS - b.outputTokensPerS)
  const [fastest, fullest] = [front[0], front.at(-1)]
  const rule = `A dot a run; the ${formatCount(front.length)} joined by the line are beaten by no other in both, the paler ones are.`
  if (fastest === undefined || fullest === undefined || fastest === fullest)
    return `${rule} ${fastest?.label ?? ''} beats all others in both.`
  const ends = (row: ParetoRow) =>
    `${row.label} (${formatNumber(row.tokensPerSPerUser)} tok/s a user, ${formatNumber(row.outputTokensPerS)} in all)`
  return `${rule} From ${ends(fastest)} to ${ends(fullest)}.`
}
