import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart, Row } from '../chart.ts'
import { formatCount, formatMs, formatShare } from '../format-number.ts'
import { complete, msScale, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'ttft-by-turn'
const title = 'Time to first token by turn of the session'

/** Whether a conversation waits longer the further it has come. */
export function turnsChart(model: ReportModel): Chart | OmittedChart {
  const { turns } = model.charts
  const seen = turns.filter(({ p50Ms }) => p50Ms !== null)
  if (seen.length === 0)
    return { id, title, omitted: 'No call of a session brought a first token that could be timed.' }
  const rows = seen.flatMap(({ turn, completed, p50Ms, p95Ms, inputTokens, cachedShare }): Row[] => {
    const common = { turn, completed, inputTokens, cachedShare }
    return [
      { series: 'p50', ...common, ms: p50Ms },
      { series: 'p95', ...common, ms: p95Ms },
    ]
  })
  return {
    id,
    title,
    description: describe(seen),
    thinning: null,
    columns: [
      { field: 'series', label: 'Series', unit: null },
      { field: 'turn', label: 'Turn', unit: null },
      { field: 'completed', label: 'Completed', unit: null },
      { field: 'inputTokens', label: 'Mean prompt', unit: 'tokens' },
      { field: 'cachedShare', label: 'From cache', unit: null },
      { field: 'ms', label: 'TTFT', unit: 'ms' },
    ],
    rows,
    spec: complete({ height: plotHeight, layer: [{ mark: line, encoding }] }),
  }
}

const line = { type: 'line', strokeWidth: 2.25, point: { size: 28 } }
const encoding = {
  x: { field: 'turn', type: 'ordinal', title: 'turn', sort: null, axis: { labelAngle: 0 } },
  y: { field: 'ms', ...msScale(null) },
  color: { field: 'series', ...seriesColour({ p50: colour('blue'), p95: colour('sky') }) },
  tooltip: [{ field: 'turn', title: 'turn' }, tip('ms', 'TTFT (ms)'), tip('completed', 'requests', ',d')],
}

function describe(turns: ReportModel['charts']['turns']): string {
  const [first, last] = [turns[0], turns.at(-1)]
  if (first === undefined || last === undefined || first === last)
    return 'Every measured call was the same turn of its session.'
  const cached = last.cachedShare === null ? '' : `, ${formatShare(last.cachedShare)} of it from a prefix cache`
  return `Median ${formatMs(first.p50Ms)} at turn ${first.turn} (${formatCount(first.completed)} calls), ${formatMs(last.p50Ms)} at turn ${last.turn} (${formatCount(last.completed)} calls, ${formatCount(last.inputTokens)} prompt tokens${cached}).`
}
