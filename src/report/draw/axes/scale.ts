import type { Row } from '../../../../reports/chart.ts'
import type { AxisSpec, Channel, Layer, ScaleSpec } from '../chart-view.ts'
import { niceRange } from './ticks.ts'

/** From values to px along one direction of a plot. */
export interface PlaceScale {
  /** Null: has no place. */
  at(value: Row[string] | undefined): number | null
  /** Numbers between which the axis runs, or the names along it. */
  readonly domain: { readonly numbers: readonly [number, number] } | { readonly names: readonly string[] }
  readonly isLog: boolean
  /** Merged from all layers; null: no axis. */
  readonly axis: AxisSpec | null
  readonly title: string | null
}

type Direction = 'x' | 'y'

/** The scale that all layers of a plot share in one direction; null: none of them has a place in it. */
export function placeScale(layers: readonly Layer[], direction: Direction, sizePx: number): PlaceScale | null {
  const channels = layers.flatMap(({ encoding }) => encoding[direction] ?? []).filter(isScaled)
  if (channels.length === 0) return null
  const spec: ScaleSpec = Object.assign({}, ...channels.map(({ scale }) => scale ?? {}).toReversed())
  const rest = { axis: axisOf(channels), title: channels.find(({ title }) => typeof title === 'string')?.title ?? null }
  const isNamed = channels.some(({ type }) => type === 'nominal' || type === 'ordinal')
  if (isNamed) return { ...rest, ...namedScale(namesOf(layers, direction), sizePx), isLog: false }
  const numbers = rangeOf(layers, direction, spec)
  const flip = (direction === 'y') !== (spec.reverse === true)
  const isLog = spec.type === 'log'
  const share = isLog ? logShare(numbers) : linearShare(numbers)
  return {
    ...rest,
    ...{ domain: { numbers }, isLog },
    at(value) {
      if (typeof value !== 'number' || (isLog && value <= 0)) return null
      return (flip ? 1 - share(value) : share(value)) * sizePx
    },
  }
}

const isScaled = ({ field, datum }: Channel) => field !== undefined || datum !== undefined

function axisOf(channels: readonly Channel[]): AxisSpec | null {
  if (channels.some(({ axis }) => axis === null)) return null
  return Object.assign({}, ...channels.map(({ axis }) => axis ?? {}).toReversed())
}

const linearShare =
  ([from, to]: readonly [number, number]) =>
  (value: number) =>
    to === from ? 0.5 : (value - from) / (to - from)

const logShare = ([from, to]: readonly [number, number]) => {
  const share = linearShare([Math.log(from), Math.log(to)])
  return (value: number) => share(Math.log(value))
}

/** Names at even distances, each in the middle of its part. */
function namedScale(names: readonly string[], sizePx: number): Pick<PlaceScale, 'at' | 'domain'> {
  const step = sizePx / Math.max(1, names.length)
  return {
    domain: { names },
    at(value) {
      const place = names.indexOf(String(value))
      return place < 0 ? null : (place + 0.5) * step
    },
  }
}

/** In the order of their rows. */
export function namesOf(layers: readonly Layer[], direction: Direction): readonly string[] {
  const values = layers.flatMap(({ encoding, rows }) => {
    const field = encoding[direction]?.field
    return field === undefined ? [] : rows.map((row) => String(row[field]))
  })
  return [...new Set(values)]
}

/** As the spec says; else what the rows span, from 0 on unless it says otherwise, widened to round numbers. */
function rangeOf(layers: readonly Layer[], direction: Direction, spec: ScaleSpec): readonly [number, number] {
  const given = spec.domain as readonly [number, number] | undefined
  if (given !== undefined) return spec.nice === true ? niceRange(given) : given
  const values = layers.flatMap((layer) => valuesOf(layer, direction))
  const withZero = spec.zero === false ? values : [0, ...values]
  const range = [Math.min(...withZero), Math.max(...withZero)] as const
  return spec.nice === false ? range : niceRange(range)
}

function valuesOf({ encoding, rows }: Layer, direction: Direction): readonly number[] {
  const [first, second] = [encoding[direction], encoding[`${direction}2`]]
  if (first?.stack === true) return stackTops(rows, first.field as string, encoding)
  const fields = [first?.field, second?.field].filter((field) => field !== undefined)
  const values = fields.flatMap((field) => rows.map((row) => row[field]))
  return [...values, first?.datum].filter((value) => typeof value === 'number')
}

function stackTops(rows: readonly Row[], field: string, encoding: Layer['encoding']): readonly number[] {
  const tops = new Map<Row[string] | undefined, number>()
  for (const row of rows) {
    const place = row[encoding['x']?.field as string]
    tops.set(place, (tops.get(place) ?? 0) + (row[field] as number))
  }
  return [...tops.values()]
}
