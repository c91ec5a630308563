import { axisExtent, vegaConfig } from '../../../../reports/theme.ts'
import { textWidth } from '../text-width.ts'
import type { AxisSpec } from '../chart-view.ts'
import { evaluate } from '../expression.ts'
import { formatTick } from '../tick-format.ts'
import type { Plot } from '../plot.ts'
import type { PlaceScale } from './scale.ts'
import { attributes, coordinate, dropOf, escapeSvg, group } from '../svg-text.ts'
import { slack, stepDecimals, tickStep, ticks } from './ticks.ts'

const { axis: theme, axisX, axisY } = vegaConfig
const fontSize = theme.labelFontSize

interface Tick {
  readonly at: number
  readonly text: string
}

/** Room that an axis takes left of the plot, px. */
export const leftExtent = ({ y }: Plot) => (y === null || y.axis === null ? 0 : (y.axis.minExtent ?? axisExtent))

/** Room below the plot, px. */
export function bottomExtent({ x }: Plot): number {
  if (x === null || x.axis === null) return 0
  const labels = x.axis.labels === false ? 0 : fontSize + theme.labelPadding
  return labels + (x.title === null ? 0 : fontSize + theme.titlePadding)
}

/** Ticks of an axis: its own, the names along it, or round numbers. */
function ticksOf(scale: PlaceScale, count: number): readonly Tick[] {
  const axis = scale.axis as AxisSpec
  const places =
    'names' in scale.domain ? scale.domain.names : (axis.values ?? roundTicks(scale.domain.numbers, axis, count))
  return places.flatMap((value) => {
    const at = scale.at(value)
    return at === null || !isWithin(scale, value) ? [] : [{ at, text: labelOf(value, scale, count) }]
  })
}

function roundTicks([from, to]: readonly [number, number], axis: AxisSpec, count: number): readonly number[] {
  return ticks(Math.min(from, to), Math.max(from, to), axis.tickCount ?? count, axis.tickMinStep)
}

function isWithin({ domain }: PlaceScale, value: string | number): boolean {
  if ('names' in domain || typeof value === 'string') return true
  const miss = slack * Math.abs(domain.numbers[1] - domain.numbers[0])
  return value >= domain.numbers[0] - miss && value <= domain.numbers[1] + miss
}

function labelOf(value: string | number, { axis, domain }: PlaceScale, count: number): string {
  if (typeof value === 'string') return shortened(value, axis?.labelLimit ?? Number.POSITIVE_INFINITY)
  if (axis?.labelExpr !== undefined) return String(evaluate(axis.labelExpr, { value }))
  if (axis?.format !== undefined) return formatTick(value, axis.format)
  const [from, to] = 'numbers' in domain ? domain.numbers : [0, 1]
  return formatTick(value, `,.${stepDecimals(tickStep(from, to, axis?.tickCount ?? count))}f`)
}

/** Cut to a width, px. */
function shortened(text: string, limit: number): string {
  if (textWidth(text, fontSize) <= limit) return text
  let kept = text
  while (kept !== '' && textWidth(`${kept}…`, fontSize) > limit) kept = kept.slice(0, -1)
  return `${kept}…`
}

interface Placed extends Tick {
  /** Where its text begins and ends along the axis, px. */
  readonly from: number
  readonly to: number
}

/** From the first on, leaves out every label that would come too near to the one before. */
function apart<T extends Placed>(all: readonly T[], axis: AxisSpec): readonly T[] {
  if (axis.labelOverlap === false) return all
  const kept: T[] = []
  let end = Number.NEGATIVE_INFINITY
  for (const tick of all.toSorted((a, b) => a.at - b.at)) {
    if (tick.from < end + theme.labelSeparation) continue
    kept.push(tick)
    end = tick.to
  }
  return kept
}

const labelLook = (axis: AxisSpec) => ({ 'font-size': `${fontSize}px`, fill: axis.labelColor ?? theme.labelColor })
const titleLook = { 'font-size': `${theme.titleFontSize}px`, fill: theme.titleColor }

/** Grid, labels and title of both axes. `narrow`: fewer labels. */
export function drawAxes(plot: Plot, narrow: boolean): { readonly grid: string; readonly labels: string } {
  const [x, y] = [plot.x, plot.y]
  const across = x === null || x.axis === null ? null : acrossAxis(x, x.axis, plot, narrow)
  const up = y === null || y.axis === null ? null : upAxis(y, y.axis, plot)
  return { grid: (across?.grid ?? '') + (up?.grid ?? ''), labels: (across?.labels ?? '') + (up?.labels ?? '') }
}

function acrossAxis(scale: PlaceScale, axis: AxisSpec, plot: Plot, narrow: boolean) {
  const all = ticksOf(scale, narrow ? narrowTickCount : axisX.tickCount)
  const lines = all.map(({ at }) => `M${coordinate(Math.round(at))},0v${coordinate(plot.height)}`)
  const y = plot.height + theme.labelPadding + dropOf('top', fontSize)
  // The outermost labels keep within the plot.
  const anchorAt = (at: number) =>
    'names' in scale.domain ? 0 : Math.abs(at) < 1 ? 1 : Math.abs(at - plot.width) < 1 ? -1 : 0
  const placed = all.map(({ at, text }) => {
    const [width, side] = [textWidth(text, fontSize), anchorAt(at)]
    const x = side === 0 ? Math.min(at, plot.width + vegaConfig.padding.right - 1 - width / 2) : at
    return { at: x, text, side, from: x + ((side - 1) / 2) * width, to: x + ((side + 1) / 2) * width }
  })
  const texts = apart(placed, axis).map(({ at, text, side }) => {
    const anchor = ['end', null, 'start'][side + 1] as string | null
    return `<text${attributes({ x: at, y, 'text-anchor': anchor })}>${escapeSvg(text)}</text>`
  })
  const below = plot.height + bottomExtent(plot) + dropOf('bottom', fontSize)
  const title =
    scale.title !== null &&
    `<text${attributes({ x: plot.width / 2, y: below, ...titleLook })}>${escapeSvg(scale.title)}</text>`
  const labels = axis.labels === false ? '' : group(labelLook(axis), texts.join(''))
  return {
    grid: axis.grid === true ? gridOf(lines) : '',
    labels: group({ 'text-anchor': 'middle' }, labels + (title || '')),
  }
}

const narrowTickCount = 4

function upAxis(scale: PlaceScale, axis: AxisSpec, plot: Plot) {
  const all = ticksOf(scale, axisY.tickCount)
  const lines = all.map(({ at }) => `M0,${coordinate(Math.round(at))}h${coordinate(plot.width)}`)
  const shown = apart(
    all.map((tick) => ({ ...tick, from: tick.at - fontSize / 2, to: tick.at + fontSize / 2 })),
    axis,
  )
  const drop = dropOf('middle', fontSize)
  const texts = shown.map(
    ({ at, text }) => `<text${attributes({ x: -theme.labelPadding, y: at + drop })}>${escapeSvg(text)}</text>`,
  )
  const place = { x: axisY.titleX, y: axisY.titleY + dropOf('bottom', fontSize) }
  const title =
    scale.title === null ? '' : `<text${attributes({ ...place, ...titleLook })}>${escapeSvg(scale.title)}</text>`
  const isGrid = axis.grid ?? !('names' in scale.domain)
  return {
    grid: isGrid ? gridOf(lines) : '',
    labels: group({ 'text-anchor': 'end', ...labelLook(axis) }, texts.join('')) + title,
  }
}

const gridOf = (lines: readonly string[]) =>
  lines.length === 0 ? '' : `<path d="${lines.join('')}" stroke="${theme.gridColor}"/>`
