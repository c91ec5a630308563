import type { TopLevelSpec } from 'vega-lite'
import type { Limit, TimeSpan } from '../src/report/chart-rows.ts'
import type { SpecBody } from './chart.ts'
import { minutesAxisLabel, msAxisLabel, secondsAxisLabel } from './format-number.ts'
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

const timeSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400]
const mostTimeTicks = 8

/** Ticks at round seconds or minutes, at most eight. */
function timeAxis({ startS, endS }: TimeSpan): SpecBody {
  const step =
    timeSteps.find((candidate) => (endS - startS) / candidate < mostTimeTicks) ?? (endS - startS) / mostTimeTicks
  const first = Math.ceil(startS / step)
  const count = Math.floor(endS / step) - first + 1
  const values = Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(6)))
  return { values, tickCount: values.length, labelExpr: endS - startS < longRunS ? secondsAxisLabel : minutesAxisLabel }
}

const longRunS = 300

/** Seconds since the run's start, the same span for all charts over time. */
export function timeX(field: string, time: TimeSpan): SpecBody {
  return {
    field,
    type: 'quantitative',
    title: null,
    scale: { domain: [time.startS, time.endS], nice: false },
    axis: timeAxis(time),
  }
}

/** Ticks of a logarithmic axis at 1, 2 and 5 times the powers of ten, at the powers alone where those would be too many, and at even distances where too few. */
export function logTicks(least: number, largest: number): readonly number[] {
  const from = Math.floor(Math.log10(least))
  const to = Math.ceil(Math.log10(largest))
  const factors = Math.log10(largest / least) < 3.2 ? [1, 2, 5] : [1]
  const ticks = Array.from({ length: to - from + 1 }, (_, i) =>
    factors.map((factor) => Number(`${factor}e${from + i}`)),
  )
  const within = ticks.flat().filter((tick) => tick >= least && tick <= largest)
  return within.length > 2 ? within : evenTicks(least, largest)
}

/** At most six round ticks at even distances, for a range too narrow for powers of ten. */
function evenTicks(least: number, largest: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10((largest - least) / 6))
  const step = power * ([1, 2, 5, 10].find((factor) => (largest - least) / (factor * power) <= 6) ?? 10)
  const first = Math.ceil(least / step - 1e-9)
  const count = Math.floor(largest / step + 1e-9) - first + 1
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** A latency axis in ms; with `log` its ticks lie between the extremes given. */
export function msScale(log: { readonly least: number; readonly largest: number } | null): SpecBody {
  if (log === null)
    return { type: 'quantitative', title: null, scale: { zero: true }, axis: { labelExpr: msAxisLabel } }
  const domain = [log.least * 0.9, log.largest * 1.1]
  const values = logTicks(log.least * 0.9, log.largest * 1.1)
  return {
    type: 'quantitative',
    title: null,
    scale: { type: 'log', domain, nice: false },
    axis: { labelExpr: msAxisLabel, values, tickCount: values.length },
  }
}

/** Shades the warm-up, which no figure counts; its name stands at the top, or at the bottom where that is freer. */
export function warmupLayers(time: TimeSpan, place: 'top' | 'bottom' = 'top'): readonly SpecBody[] {
  if (time.warmupEndS === null) return []
  const data = { values: [{ fromS: time.startS, toS: time.warmupEndS }] }
  const x = timeX('fromS', time)
  const label = { type: 'text', text: 'warm-up', align: 'left', baseline: place, dx: 5, dy: place === 'top' ? 5 : -4 }
  const shade = {
    data,
    mark: { type: 'rect', color: colour('grey'), opacity: 0.13 },
    encoding: { x, x2: { field: 'toS' } },
  }
  const roomy = time.warmupEndS - time.startS > 0.1 * (time.endS - time.startS)
  if (!roomy) return [shade]
  return [shade, { data, mark: label, encoding: { x, y: { value: place === 'top' ? 0 : 'height' } } }]
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

/** Few dots are drawn larger, so that each is seen. */
export function dotStyle(count: number): SpecBody {
  return count <= 40
    ? { size: 44, opacity: 0.75 }
    : count <= 200
      ? { size: 22, opacity: 0.6 }
      : { size: 14, opacity: 0.5 }
}

/** A colour legend with one entry per series, in the order given. */
export function seriesColour(series: Readonly<Record<string, string>>, legend: SpecBody | null = {}): SpecBody {
  return { type: 'nominal', scale: { domain: Object.keys(series), range: Object.values(series) }, legend }
}

/** One tooltip line. */
export function tip(field: string, title: string, format = ',.4~r'): SpecBody {
  return { field, title, format, type: 'quantitative' }
}
