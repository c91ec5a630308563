import type { Row } from '../../../../reports/chart.ts'
import { vegaConfig } from '../../../../reports/theme.ts'
import type { Layer } from '../chart-view.ts'
import { dots } from './dots.ts'
import { colourOf, lookOf, opacityOf, seriesOf } from './look.ts'
import type { Plot } from '../plot.ts'
import { attributes, coordinate } from '../svg-text.ts'

interface Point {
  readonly x: number
  readonly y: number
  /** The other edge of an area, px. */
  readonly base: number
}

/** Lines, a path for each series; gaps where a value is unknown. */
export function lines(layer: Layer, plot: Plot): string {
  const { mark } = layer
  const paths = seriesOf(layer).map((rows) => {
    const first = rows[0] as Row
    const dash = (lookOf(layer.encoding['strokeDash'], first) ?? mark['strokeDash']) as readonly number[] | null
    return stroke(runsOf(layer, rows, plot), {
      colour: colourOf(layer, first),
      width: (mark['strokeWidth'] as number | undefined) ?? vegaConfig.line.strokeWidth,
      dash: dash ?? null,
      interpolate: mark['interpolate'],
    })
  })
  const overlay = mark['point'] as { readonly size: number } | false | undefined
  if (!overlay) return paths.join('')
  return paths.join('') + dots({ ...layer, mark: { type: 'point', opacity: 1, ...overlay } }, plot)
}

/** Areas between two values, or a value and zero, with the line along their upper edge that the mark may ask for. */
export function areas(layer: Layer, plot: Plot): string {
  const { mark } = layer
  return seriesOf(layer)
    .map((rows) => {
      const runs = runsOf(layer, rows, plot)
      const first = rows[0] as Row
      const colour = colourOf(layer, first)
      const shape = runs.map((run) => outline(run, mark['interpolate'])).join('')
      const fill = shape && `<path${attributes({ d: shape, fill: colour, opacity: String(opacityOf(layer, first)) })}/>`
      const edge = mark['line'] as { readonly strokeWidth: number } | undefined
      if (edge === undefined) return fill
      return fill + stroke(runs, { colour, width: edge.strokeWidth, dash: null, interpolate: mark['interpolate'] })
    })
    .join('')
}

/** Unbroken runs of a series, from left to right where it runs along numbers. */
function runsOf({ encoding }: Layer, rows: readonly Row[], plot: Plot): readonly (readonly Point[])[] {
  const runs: Point[][] = [[]]
  const alongY = encoding['y']?.type === 'nominal'
  const points = rows.map((row) => {
    const [x, y] = [plot.place(encoding, 'x', row), plot.place(encoding, 'y', row)]
    return { x, y, base: plot.place(encoding, 'y2', row) ?? plot.zero('y') }
  })
  if (!alongY) points.sort((a, b) => (a.x ?? 0) - (b.x ?? 0))
  for (const { x, y, base } of points) {
    if (x === null || y === null) runs.push([])
    else runs.at(-1)?.push({ x, y, base })
  }
  return runs.filter((run) => run.length > 0)
}

interface Pen {
  readonly colour: string
  readonly width: number
  readonly dash: readonly number[] | null
  readonly interpolate: unknown
}

function stroke(runs: readonly (readonly Point[])[], { colour, width, dash, interpolate }: Pen): string {
  const d = runs
    .map(
      (run) =>
        `M${follow(
          run.map(({ x, y }) => [x, y]),
          interpolate,
        )}`,
    )
    .join('')
  const dashes = dash === null || dash[1] === 0 ? null : dash.join(',')
  const look = { stroke: colour, 'stroke-width': String(width), 'stroke-dasharray': dashes }
  return d && `<path${attributes({ d, ...look, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })}/>`
}

const outline = (run: readonly Point[], interpolate: unknown) =>
  `M${follow(
    run.map(({ x, y }) => [x, y]),
    interpolate,
  )}L${follow(run.map(({ x, base }): [number, number] => [x, base]).toReversed(), interpolate)}Z`

/** Through points: straight, `step-before` (up first, then across), or `step` with its edges halfway between them. */
function follow(points: readonly (readonly [number, number])[], interpolate: unknown): string {
  const [first, ...others] = points as readonly [readonly [number, number], ...(readonly [number, number])[]]
  const path = [pair(first[0], first[1])]
  let fromX = first[0]
  for (const [x, y] of others) {
    if (interpolate === 'step-before') path.push(`V${coordinate(y)}H${coordinate(x)}`)
    else if (interpolate === 'step') path.push(`H${coordinate((fromX + x) / 2)}V${coordinate(y)}`)
    else path.push(`L${pair(x, y)}`)
    fromX = x
  }
  if (interpolate === 'step') path.push(`H${coordinate(fromX)}`)
  return path.join('')
}

const pair = (x: number, y: number) => `${coordinate(x)},${coordinate(y)}`
