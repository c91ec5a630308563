import type { Row } from '../../../../reports/chart.ts'
import { vegaConfig } from '../../../../reports/theme.ts'
import type { Layer } from '../chart-view.ts'
import { colourOf, nameOf, numberOf, opacityOf } from './look.ts'
import type { Plot } from '../plot.ts'
import { attributes } from '../svg-text.ts'

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Bars from zero, stacked where the channel asks for it, and rectangles between two places. */
export function boxes(layer: Layer, plot: Plot): string {
  const stack = layer.encoding['y']?.stack === true ? stacked(layer, plot) : null
  return layer.rows
    .map((row) => {
      const box = stack?.(row) ?? boxOf(layer, row, plot)
      if (box === null) return ''
      const opacity = opacityOf(layer, row)
      const look = { fill: colourOf(layer, row), opacity: opacity === 1 ? null : String(opacity) }
      return `<rect${attributes({ ...box, rx: layer.mark['cornerRadius'] as number | undefined, ...look })}/>`
    })
    .join('')
}

function boxOf({ mark, encoding }: Layer, row: Row, plot: Plot): Box | null {
  const across = span(plot.place(encoding, 'x', row), plot.place(encoding, 'x2', row) ?? plot.zero('x'))
  if (across === null) return null
  const [x, width] = across
  const thickness = mark['height'] as number | undefined
  if (thickness !== undefined) {
    const middle = plot.place(encoding, 'y', row)
    const y = middle === null ? null : middle - thickness / 2 + numberOf(mark['yOffset'], row, 0)
    return y === null ? null : { x, y, width, height: thickness }
  }
  if (encoding['y'] === undefined) return { x, y: 0, width, height: plot.height }
  const down = span(plot.place(encoding, 'y', row), plot.place(encoding, 'y2', row) ?? plot.zero('y'))
  return down === null ? null : { x, y: down[0], width, height: down[1] }
}

function span(from: number | null, to: number): readonly [start: number, length: number] | null {
  return from === null ? null : [Math.min(from, to), Math.abs(to - from)]
}

/** Where a bar stands on the others of its place: series in falling order of their names from the ground up, as Vega-Lite has it. */
function stacked({ encoding, rows }: Layer, plot: Plot): (row: Row) => Box | null {
  const [x, y] = [encoding['x']?.field as string, encoding['y']?.field as string]
  const name = (row: Row) => (encoding['color'] === undefined ? '' : (nameOf(encoding['color'], row) ?? ''))
  const bottoms = new Map<Row, number>()
  const heights = new Map<Row[string] | undefined, number>()
  for (const row of rows.toSorted((a, b) => (name(a) < name(b) ? 1 : -1))) {
    const bottom = heights.get(row[x]) ?? 0
    bottoms.set(row, bottom)
    heights.set(row[x], bottom + numberOf(row[y], row, 0))
  }
  return (row) => {
    const bottom = bottoms.get(row) as number
    const across = span(plot.place(encoding, 'x', row), plot.place(encoding, 'x2', row) ?? plot.zero('x'))
    const ground = plot.y?.at(bottom) ?? plot.height
    const down = span(plot.y?.at(bottom + numberOf(row[y], row, 0)) ?? null, ground)
    return across === null || down === null ? null : { x: across[0], width: across[1], y: down[0], height: down[1] }
  }
}

/** Straight lines: across the whole plot where only one place is given, else from place to place. */
export function rules(layer: Layer, plot: Plot): string {
  const { mark, encoding, rows } = layer
  return rows
    .map((row) => {
      const ends = ruleEnds(encoding, row, plot)
      if (ends === null) return ''
      const dash = mark['strokeDash'] as readonly number[] | undefined
      const width = (mark['strokeWidth'] as number | undefined) ?? vegaConfig.rule.strokeWidth
      const look = { stroke: colourOf(layer, row), 'stroke-width': String(width), 'stroke-dasharray': dash?.join(',') }
      return `<line${attributes({ ...ends, ...look })}/>`
    })
    .join('')
}

function ruleEnds(encoding: Layer['encoding'], row: Row, plot: Plot) {
  const [x, y] = [plot.place(encoding, 'x', row), plot.place(encoding, 'y', row)]
  if (encoding['x'] === undefined) return y === null ? null : { x1: 0, x2: plot.width, y1: y, y2: y }
  if (encoding['y'] === undefined) return x === null ? null : { x1: x, x2: x, y1: 0, y2: plot.height }
  const x2 = plot.place(encoding, 'x2', row)
  return x === null || y === null || x2 === null ? null : { x1: x, x2, y1: y, y2: y }
}
