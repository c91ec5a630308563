/**
 * Draws a chart as it stands in the page before any script runs: the same spec as the live drawing, read by a drawer of the few marks
 * and scales that the charts of `reports/` use. Vega would take three times the memory and the CPU of everything else in a report.
 */
import type { Chart } from '../../../reports/chart.ts'
import { isNarrow } from '../../../reports/size-spec.ts'
import { vegaConfig, withVariables } from '../../../reports/theme.ts'
import { textWidth } from './text-width.ts'
import { bottomExtent, drawAxes, leftExtent } from './axes/axis.ts'
import { type View, viewsOf } from './chart-view.ts'
import { drawLegend, legendEntries } from './axes/legend.ts'
import { drawMarks, type Plot, plotOf } from './plot.ts'
import { escapeSvg, group } from './svg-text.ts'

const { padding, legend, axis } = vegaConfig
const titleRoom = 20
const viewSpacing = 10

/** The chart as SVG, `width` px wide, its colours variables of the page; readable with neither JavaScript nor network. */
export function drawChart(chart: Chart, width: number): string {
  const views = viewsOf(chart.spec, chart.rows)
  const narrow = isNarrow(width)
  const left = padding.left + Math.max(...views.map((view) => leftExtent(plotOf(view, width))))
  const plots = views.map((view) => plotOf(view, width - left - padding.right))
  const keys = drawLegend(legendEntries(views), width - left - padding.right)
  const parts: string[] = []
  let y: number = padding.top
  if (keys.height > 0) parts.push(group({ transform: `translate(${left},${y})` }, keys.svg))
  for (const [i, view] of views.entries()) {
    const plot = plots[i] as Plot
    y += i === 0 ? topExtent(plot, keys.height) : viewSpacing + titleHeight(plot)
    parts.push(drawView(view, plot, { left, top: y, narrow }))
    y += plot.height + bottomExtent(plot)
  }
  const height = Math.ceil(y + padding.bottom)
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`
  return withVariables(
    `<svg role="img" aria-label="${escapeSvg(chart.title)}" ${size}><g fill="none">${parts.join('')}</g></svg>`,
  )
}

const titleHeight = ({ y }: Plot) => (y === null || y.axis === null || y.title === null ? 0 : titleRoom)

/** Room above the first plot: for the legend, and for the title of the axis unless that is short enough to stand left of the legend. */
function topExtent(plot: Plot, legendHeight: number): number {
  const title = titleHeight(plot)
  if (legendHeight === 0) return title
  const isShort = textWidth(plot.y?.title ?? '', axis.titleFontSize) < leftExtent(plot) - 4
  return legendHeight + legend.offset + (isShort ? 0 : title)
}

interface Place {
  readonly left: number
  readonly top: number
  readonly narrow: boolean
}

function drawView(view: View, plot: Plot, { left, top, narrow }: Place): string {
  const { grid, labels } = drawAxes(plot, narrow)
  return group({ transform: `translate(${left},${top})` }, grid + drawMarks(view, plot) + labels)
}
