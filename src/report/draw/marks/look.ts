import type { Row } from '../../../../reports/chart.ts'
import type { Channel, Layer } from '../chart-view.ts'
import { evaluate } from '../expression.ts'

/** What a row looks like by one channel: its condition, its value, or its place in an ordinal scale; null: the channel says nothing. */
export function lookOf(channel: Channel | undefined, row: Row): unknown {
  if (channel === undefined) return null
  const { condition, value, scale } = channel
  if (condition !== undefined && evaluate(condition.test, row) === true) return condition.value
  if (value !== undefined) return value
  const name = nameOf(channel, row)
  const place = (scale?.domain ?? []).findIndex((entry) => String(entry) === name)
  return place < 0 ? null : (scale?.range?.[place] ?? null)
}

/** The name of the series that a row belongs to by this channel; null: to none. */
export function nameOf({ datum, field }: Channel, row: Row): string | null {
  if (datum !== undefined) return String(datum)
  return field === undefined ? null : String(row[field])
}

/** Colour of a row: by its channel, else by the mark. */
export const colourOf = ({ mark, encoding }: Layer, row: Row): string =>
  String(lookOf(encoding['color'], row) ?? mark['color'])

/** A number of the mark, which may be an expression over the row. */
export function numberOf(value: unknown, row: Row, otherwise: number): number {
  const known = expressed(value, row)
  return typeof known === 'number' ? known : otherwise
}

/** A word of the mark, by the same rule. */
export function wordOf(value: unknown, row: Row, otherwise: string): string {
  const known = expressed(value, row)
  return typeof known === 'string' ? known : otherwise
}

function expressed(value: unknown, row: Row): unknown {
  const expression = (value as { readonly expr?: string } | null | undefined)?.expr
  return expression === undefined ? value : evaluate(expression, row)
}

/** Opacity of a row; marks of points and bubbles let what is below them shine through unless told otherwise. */
export function opacityOf({ mark, encoding }: Layer, row: Row): number {
  const own = lookOf(encoding['opacity'], row)
  if (typeof own === 'number') return own
  return typeof mark['opacity'] === 'number' ? mark['opacity'] : mark.type === 'point' ? 0.7 : 1
}

/** Rows of a layer by series, each in the order of its rows; one list where nothing parts them. */
export function seriesOf({ encoding, rows }: Layer): readonly (readonly Row[])[] {
  const parting = ['color', 'strokeDash', 'detail'].flatMap((name) => encoding[name] ?? [])
  const lists = new Map<string, Row[]>()
  for (const row of rows) {
    const key = parting.map((channel) => nameOf(channel, row)).join('\n')
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [row])
    else list.push(row)
  }
  return [...lists.values()]
}
