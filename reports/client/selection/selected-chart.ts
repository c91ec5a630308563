import type { TopLevelSpec } from 'vega-lite'
import type { TimeSpan } from '../../../src/report/chart-rows.ts'
import type { ReportModel } from '../../../src/report/report-model.ts'
import type { Selection, SelectedRows } from '../../../src/report/selection/select-rows.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../../chart.ts'
import { selectableCharts, spanCharts } from '../../charts.ts'
import { timeX } from '../../spec-parts.ts'
import { colour } from '../../theme.ts'
import type { ChartData } from '../chart-data.ts'

/** What a figure says of a selection: its chart drawn anew, nothing to draw, or why it stays as it is. */
export type SelectedChart =
  | { readonly chart: ChartData; readonly note: string }
  | { readonly none: string }
  | { readonly note: string }

/** Every chart that can be drawn of the selected requests, by its id. */
export function selectedCharts(rows: SelectedRows): ReadonlyMap<string, Chart | OmittedChart> {
  // These charts read nothing of the model but the rows that a selection has.
  const model = { charts: rows } as unknown as ReportModel
  return new Map(selectableCharts.map((chart) => chart(model)).map((chart) => [chart.id, chart]))
}

/** The chart of a figure under a selection. */
export function selectedChart(
  base: ChartData,
  charts: ReadonlyMap<string, Chart | OmittedChart>,
  { span, time }: { readonly span: Selection; readonly time: TimeSpan },
): SelectedChart {
  const made = charts.get(base.id)
  if (made !== undefined) {
    if ('omitted' in made) return { none: made.omitted }
    const { spec, columns, rows, description, thinning } = made
    const note = base.id === 'tail' ? ' Gaps between tokens are left out: the page does not hold them by request.' : ''
    const said = `Of the selected requests alone. ${description}${thinning === null ? '' : ` ${thinning}`}${note}`
    return { chart: { ...base, spec: withBand(spec, span, time), columns, rows, said }, note: '' }
  }
  if (!spanCharts.includes(base.id))
    return { note: 'Drawn of all requests: the page does not hold what a selection would need.' }
  const rows = base.rows.filter((row) => isWithin(row, span))
  const note = span.className === null ? '' : ' The server does not tell classes apart.'
  if (rows.length === 0) return { none: 'The server told nothing in this span.' }
  return { chart: { ...base, rows, spec: withBand(base.spec, span, time), said: base.said + note }, note }
}

const isWithin = ({ atS }: Row, { fromS, toS }: Selection) => typeof atS === 'number' && atS >= fromS && atS <= toS

/** Whether the chart stands over the run's time, and from when to when; null: it does not. */
export function timeOf(spec: TopLevelSpec): TimeSpan | null {
  const [view] = viewsOf(spec as unknown as SpecBody)
  for (const layer of (view?.['layer'] as readonly SpecBody[] | undefined) ?? []) {
    const x = (layer['encoding'] as SpecBody | undefined)?.['x'] as SpecBody | undefined
    const domain = (x?.['scale'] as SpecBody | undefined)?.['domain'] as readonly number[] | undefined
    if (domain === undefined || !timeFields.has(String(x?.['field']))) continue
    return { startS: domain[0] as number, endS: domain[1] as number, warmupEndS: null }
  }
  return null
}
const timeFields = new Set(['atS', 'fromS', 'scheduledS', 'sentS', 'doneS'])

const viewsOf = (spec: SpecBody) => (spec['vconcat'] as readonly SpecBody[] | undefined) ?? [spec]

/** The selected span shaded behind what is drawn over time. */
function withBand(spec: TopLevelSpec, { fromS, toS }: Selection, whole: TimeSpan): TopLevelSpec {
  const time = timeOf(spec)
  if (time === null || (fromS <= whole.startS && toS >= whole.endS)) return spec
  const data = { values: [{ fromS: Math.max(fromS, time.startS), toS: Math.min(toS, time.endS) }] }
  const encoding = { x: timeX('fromS', time), x2: { field: 'toS' } }
  const band = { data, mark: { type: 'rect', color: colour('sky'), opacity: 0.16 }, encoding }
  const shaded = (view: SpecBody) => {
    const layers = view['layer'] as readonly SpecBody[]
    const x = layers.map((layer) => (layer['encoding'] as SpecBody)['x'] as SpecBody).find((own) => own?.['axis'])
    const own = { ...band, encoding: { ...encoding, x: { ...encoding.x, axis: x?.['axis'] } } }
    return { ...view, layer: [own, ...layers] }
  }
  const body = spec as unknown as SpecBody
  const views = body['vconcat'] as readonly SpecBody[] | undefined
  return (views === undefined ? shaded(body) : { ...body, vconcat: views.map(shaded) }) as unknown as TopLevelSpec
}
