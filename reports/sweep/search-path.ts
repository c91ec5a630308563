import type { SearchRows, SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { formatCounted, formatNumber, formatShare, trimZeros } from '../format-number.ts'
import { complete, logTicks, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'
import { loadUnit } from './load-axis.ts'

const id = 'search-path'
const verdicts = { held: colour('green'), unsure: colour('amber'), failed: colour('vermillion') }

/** How the search came to its end: each run's load, and what was found of that load in the end. */
export function searchPath({ charts: { search } }: SweepReportModel): Chart | OmittedChart {
  const title = `Loads tried by the search${search === null ? '' : `, ${loadUnit[search.over]}`}, run after run`
  if (search === null || search.rows.length === 0) return { id, title, omitted: 'No run of the search was finished.' }
  const rows = search.rows.map((row) => ({ ...row, text: formatShare(row.attainment) }))
  return {
    ...{ id, title, description: describe(search), thinning: null, rows },
    columns: [
      { field: 'run', label: 'Run', unit: null },
      { field: 'level', label: 'Load', unit: loadUnit[search.over] },
      { field: 'attainment', label: 'Share within the SLOs', unit: null },
      { field: 'verdict', label: 'Load', unit: null },
    ],
    spec: complete({ height: plotHeight, layer: layers(search) }),
  }
}

function layers({ rows, over, best }: SearchRows): readonly SpecBody[] {
  const levels = rows.map(({ level }) => level)
  const [least, most] = [Math.min(...levels) * 0.85, Math.max(...levels) * 1.2]
  const isLog = most / least >= 4
  const values = logTicks(least, most)
  const runs = rows.map(({ run }) => run)
  const x = {
    ...{ field: 'run', type: 'quantitative', title: 'run of the search' },
    scale: { domain: [0.5, rows.length + 0.5], nice: false },
    axis: { values: runs, tickCount: runs.length, labelExpr: "format(datum.value, 'd')" },
  }
  const y = {
    ...{ field: 'level', type: 'quantitative', title: null },
    scale: isLog ? { type: 'log', domain: [least, most], nice: false } : { domain: [least, most], zero: false },
    axis: isLog ? { values, tickCount: values.length, labelExpr: "format(datum.value, ',~r')" } : {},
  }
  const shape = {
    field: 'verdict',
    type: 'nominal',
    scale: { domain: Object.keys(verdicts), range: ['circle', 'triangle-up', 'square'] },
  }
  const color = { field: 'verdict', ...seriesColour(verdicts, { symbolOpacity: 1 }) }
  const tooltip = [
    ...[tip('run', 'run', 'd'), tip('level', loadUnit[over])],
    ...[
      { field: 'text', title: 'within the SLOs' },
      { field: 'verdict', title: 'load' },
    ],
  ]
  const limit = { data: { values: best === null ? [] : [{ level: best }] }, encoding: { y } }
  return [
    { ...limit, mark: { type: 'rule', color: colour('purple'), strokeDash: [6, 4], strokeWidth: 1.5 } },
    { mark: { type: 'line', color: colour('grey'), strokeWidth: 1.25 }, encoding: { x, y } },
    { mark: { type: 'point', size: 90 }, encoding: { x, y, color, shape, tooltip } },
    { mark: { type: 'text', dy: -13, color: colour('ink') }, encoding: { x, y, text: { field: 'text' } } },
  ]
}

function describe({ rows, over, attainment, best }: SearchRows): string {
  const found =
    best === null
      ? 'No load held.'
      : `The dashed line is the highest load that held: ${trimZeros(formatNumber(best))} ${loadUnit[over]}.`
  return `${formatCounted(rows.length, 'run')}; the number at each is the share of its requests that met every service level, ${formatShare(attainment)} was asked for. A load held or failed by all its runs together. ${found}`
}
