import type { Row } from '../../../reports/chart.ts'
import { areas, lines } from './marks/curves.ts'
import { boxes, rules } from './marks/bars.ts'
import { captions } from './marks/captions.ts'
import type { Encoding, Layer, Mark, View } from './chart-view.ts'
import { dots } from './marks/dots.ts'
import { namesOf, placeScale, type PlaceScale } from './axes/scale.ts'

/** The rectangle that marks are drawn in, px, its origin at the top left. */
export interface Plot {
  readonly width: number
  readonly height: number
  readonly x: PlaceScale | null
  readonly y: PlaceScale | null
  /** Where a row stands by a channel of place; null: nowhere. */
  place(encoding: Encoding, channel: 'x' | 'y' | 'x2' | 'y2', row: Row): number | null
  /** Where zero is in a direction, or the edge of the plot where its scale has none. */
  zero(direction: 'x' | 'y'): number
}

/** The plot of a view, `width` px wide. */
export function plotOf({ layers, height }: View, width: number): Plot {
  const heightPx = typeof height === 'number' ? height : height.step * namesOf(layers, 'y').length
  const scales = { x: placeScale(layers, 'x', width), y: placeScale(layers, 'y', heightPx) }
  const edges: Readonly<Record<string, number>> = { width, height: heightPx }
  return {
    ...{ width, height: heightPx, ...scales },
    place(encoding, channel, row) {
      const spec = encoding[channel]
      if (spec === undefined) return null
      if (spec.value !== undefined) return typeof spec.value === 'number' ? spec.value : (edges[spec.value] ?? null)
      const scale = scales[channel.charAt(0) as 'x' | 'y']
      return scale?.at(spec.field === undefined ? spec.datum : row[spec.field]) ?? null
    },
    zero: (direction) => scales[direction]?.at(0) ?? (direction === 'x' ? 0 : heightPx),
  }
}

const drawers: Readonly<Record<Mark['type'], (layer: Layer, plot: Plot) => string>> = {
  line: lines,
  area: areas,
  point: dots,
  bar: boxes,
  rect: boxes,
  rule: rules,
  text: captions,
}

/** All marks of a view, in their order; those that only the pointer finds are left out. */
export function drawMarks({ layers }: View, plot: Plot): string {
  return layers.map((layer) => (layer.mark['opacity'] === 0 ? '' : drawers[layer.mark.type](layer, plot))).join('')
}
