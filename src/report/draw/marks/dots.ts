import type { Row } from '../../../../reports/chart.ts'
import type { Layer } from '../chart-view.ts'
import { colourOf, lookOf, numberOf, opacityOf } from './look.ts'
import type { Plot } from '../plot.ts'
import { attributes, coordinate, group } from '../svg-text.ts'

/** Points as circles, squares, triangles or a path of the mark's own; those of one look share a group. */
export function dots(layer: Layer, plot: Plot): string {
  const looks = new Map<string, string[]>()
  const sizeAt = sizeScale(layer)
  for (const row of layer.rows) {
    const [x, y] = [plot.place(layer.encoding, 'x', row), plot.place(layer.encoding, 'y', row)]
    if (x === null || y === null) continue
    const look = attributes(lookAttributes(layer, row))
    const shape = symbol({ shape: shapeOf(layer, row), x, y, size: sizeAt(row) })
    looks.set(look, [...(looks.get(look) ?? []), shape])
  }
  return [...looks].map(([look, shapes]) => `<g${look}>${shapes.join('')}</g>`).join('')
}

function lookAttributes(layer: Layer, row: Row) {
  const { mark } = layer
  const [colour, opacity] = [colourOf(layer, row), opacityOf(layer, row)]
  const open = mark['filled'] === false
  return {
    fill: open ? null : colour,
    stroke: open ? colour : (mark['stroke'] as string | undefined),
    'stroke-width': mark['strokeWidth'] === undefined ? null : String(mark['strokeWidth']),
    opacity: opacity === 1 ? null : String(opacity),
  }
}

const shapeOf = ({ mark, encoding }: Layer, row: Row) =>
  String(lookOf(encoding['shape'], row) ?? mark['shape'] ?? 'circle')

const usualSize = 30

/** Area of a row's dot, square px: the mark's, or by a scale from the least of its range at 0 to the most at the largest value. */
function sizeScale({ mark, encoding, rows }: Layer): (row: Row) => number {
  const channel = encoding['size']
  if (channel?.field === undefined) return (row) => numberOf(mark['size'], row, usualSize)
  const valueOf = (row: Row) => numberOf(row[channel.field as string], row, 0)
  const [least = 0, most = 0] = (channel.scale?.range ?? []) as readonly number[]
  const largest = Math.max(...rows.map(valueOf))
  return (row) => least + ((most - least) * valueOf(row)) / largest
}

interface Symbol {
  readonly shape: string
  readonly x: number
  readonly y: number
  readonly size: number
}

/** One symbol of so many square px (the square around it), without colours. */
export function symbol({ shape, x, y, size }: Symbol): string {
  const side = Math.sqrt(size)
  const r = side / 2
  if (shape === 'circle') return `<circle${attributes({ cx: x, cy: y, r })}/>`
  if (shape === 'square') return `<rect${attributes({ x: x - r, y: y - r, width: side, height: side })}/>`
  if (shape === 'triangle-up') {
    const h = r * Math.sqrt(0.75)
    return `<path d="M${coordinate(x)},${coordinate(y - h)}l${coordinate(r)},${coordinate(2 * h)}h${coordinate(-side)}Z"/>`
  }
  const own = shape.replace(/-?\d*\.?\d+/g, (number) => coordinate(Number(number) * r))
  return group({ transform: `translate(${coordinate(x)},${coordinate(y)})` }, `<path d="${own}"/>`)
}
