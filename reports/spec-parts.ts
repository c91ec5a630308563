import type { TopLevelSpec } from 'vega-lite'
import type { Limit, TimeSpan } from '../src/report/report-model.ts'
import type { SpecBody } from './chart.ts'
import { secondsAxisLabel } from './format-number.ts'
import { colour, vegaConfig } from './theme.ts'

/** Height of a chart's plot, px. */
export const plotHeight = 232

/** A complete spec: schema, theme, and the rows under the name every chart uses for them. */
export function complete(body: SpecBody): TopLevelSpec {
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    data: { name: 'rows' },
    ...body,
    config: vegaConfig,
  }
  return spec as unknown as TopLevelSpec
}

/** Seconds since the run's start, the same span for all charts over time. */
export function timeX(field: string, time: TimeSpan): SpecBody {
  return {
    field,
    type: 'quantitative',
    title: null,
    scale: { domain: [0, time.endS], nice: false },
    axis: { labelExpr: secondsAxisLabel },
  }
}

/** Shades the warm-up, which no figure counts. */
export function warmupLayers(time: TimeSpan): readonly SpecBody[] {
  if (time.warmupEndS === null) return []
  const data = { values: [{ fromS: 0, toS: time.warmupEndS }] }
  const x = timeX('fromS', time)
  const label = { type: 'text', text: 'warm-up', align: 'left', baseline: 'top', dx: 5, dy: 5 }
  return [
    { data, mark: { type: 'rect', color: colour('shade'), opacity: 1 }, encoding: { x, x2: { field: 'toS' } } },
    { data, mark: label, encoding: { x, y: { value: 0 } } },
  ]
}

/** A dashed line with its name for each threshold. */
export function limitLayers(limits: readonly Limit[]): readonly SpecBody[] {
  if (limits.length === 0) return []
  const data = { values: limits.map(({ label, ms }) => ({ label, ms })) }
  const y = { field: 'ms', type: 'quantitative' }
  const text = {
    type: 'text',
    align: 'right',
    baseline: 'bottom',
    dy: -3,
    dx: -2,
    color: colour('purple'),
    fontWeight: 600,
  }
  return [
    { data, mark: { type: 'rule', color: colour('purple'), strokeDash: [6, 4], strokeWidth: 1.5 }, encoding: { y } },
    { data, mark: text, encoding: { y, x: { value: 'width' }, text: { field: 'label' } } },
  ]
}

/** A colour legend with one entry per series, in the order given. */
export function seriesColour(series: Readonly<Record<string, string>>, legend: SpecBody | null = {}): SpecBody {
  return { type: 'nominal', scale: { domain: Object.keys(series), range: Object.values(series) }, legend }
}

/** One tooltip line. */
export function tip(field: string, title: string, format = ',.4~r'): SpecBody {
  return { field, title, format, type: 'quantitative' }
}
