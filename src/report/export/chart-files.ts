import type { Chart, OmittedChart } from '../../../reports/chart.ts'
import { csvOf } from '../../../reports/csv.ts'
import { isFull } from '../../../reports/page/chart-figure.ts'
import { type ColourName, colours, fontStack } from '../../../reports/theme.ts'
import { drawChart } from '../draw/draw-chart.ts'
import { escapeSvg } from '../draw/svg-text.ts'
import { stillWidths } from '../render/draw-charts.ts'

/** A file of its own, to be put into a folder. */
export interface ReportFile {
  readonly name: string
  readonly text: string
}

type Charts = readonly (Chart | OmittedChart)[]

const drawn = (charts: Charts) => charts.filter((chart): chart is Chart => !('omitted' in chart))

/** Each chart as a drawing that stands by itself, named after its anchor; charts with nothing to show have none. */
export const chartDrawings = (charts: Charts): readonly ReportFile[] =>
  drawn(charts).map((chart) => ({ name: `${chart.id}.svg`, text: standaloneSvg(chart) }))

/** The rows of each chart, with a header of field names; charts with nothing to show have none. */
export const chartTables = (charts: Charts): readonly ReportFile[] =>
  drawn(charts).map((chart) => ({ name: `${chart.id}.csv`, text: csvOf(chart.columns, chart.rows) }))

/** On white, its colours spelt out, with its description for readers who cannot see it: any program that reads SVG shows it alike. */
function standaloneSvg(chart: Chart): string {
  const svg = drawChart(chart, isFull(chart) ? stillWidths.broad : stillWidths.wide)
  const font = fontStack.replaceAll("'", '')
  const said = `<title>${escapeSvg(chart.title)}</title><desc>${escapeSvg(chart.description)}</desc>`
  const paper = `<rect width="100%" height="100%" fill="${colours.paper.light}"/>`
  return svg
    .replace('<svg ', `<svg xmlns="http://www.w3.org/2000/svg" font-family="${font}" `)
    .replace('>', `>${said}${paper}`)
    .replace(/var\(--([a-z]+)\)/g, (_, name: string) => colours[name as ColourName].light)
    .concat('\n')
}
