import { nsToS, S_PER_HOUR } from '../../../core/units.ts'
import type { RowColumns, SegmentColumns } from './row-list.ts'

/** Columns with their rows in order of time and the earliest at 0; as they are where rows have no times. */
export function inOrderOfTime(columns: RowColumns): {
  readonly columns: RowColumns
  readonly notes: readonly string[]
} {
  const { times } = columns
  if (times === null || times.length === 0) return { columns, notes: [] }
  const { late, mostNs, earliest } = disorder(times)
  if (late === 0) return { columns: { ...columns, times: times.map((time) => time - earliest) }, notes: [] }
  const order = Float64Array.from(times.keys()).sort((a, b) => (times[a] as number) - (times[b] as number) || a - b)
  return {
    columns: reordered({ ...columns, times: times.map((time) => time - earliest) }, order),
    notes: [orderNote({ late, mostNs })],
  }
}

/** That rows were not in order, and by how much. */
export const orderNote = ({ late, mostNs }: { readonly late: number; readonly mostNs: number }): string =>
  `${late} rows were earlier than a row above them (by up to ${shownSpan(nsToS(mostNs))}): all were put in order of time`

const shownSpan = (s: number): string =>
  s < S_PER_HOUR ? `${Number(s.toPrecision(3))} s` : `${Number((s / S_PER_HOUR).toPrecision(3))} h`

function disorder(times: Float64Array): { late: number; mostNs: number; earliest: number } {
  let [late, mostNs, latest, earliest] = [0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const time of times) {
    if (time < latest) late++
    mostNs = Math.max(mostNs, latest - time)
    latest = Math.max(latest, time)
    earliest = Math.min(earliest, time)
  }
  return { late, mostNs, earliest }
}

function reordered(columns: RowColumns, order: Float64Array): RowColumns {
  const numbers = (column: Float64Array) => order.map((from) => column[from] as number)
  const values = <T>(column: readonly T[]) => Array.from(order, (from) => column[from] as T)
  const { sessions } = columns
  return {
    inputs: numbers(columns.inputs),
    outputs: numbers(columns.outputs),
    times: columns.times === null ? null : numbers(columns.times),
    contents: columns.contents === null ? null : values(columns.contents),
    bodies: columns.bodies === null ? null : values(columns.bodies),
    segments: columns.segments === null ? null : reorderedSegments(columns.segments, order),
    sessions:
      sessions === null
        ? null
        : {
            ids: sessions.ids,
            session: numbers(sessions.session),
            turn: numbers(sessions.turn),
            thinkNs: numbers(sessions.thinkNs),
            offsetNs: numbers(sessions.offsetNs),
            durationNs: numbers(sessions.durationNs),
          },
  }
}

function reorderedSegments({ ends, streams, tokens }: SegmentColumns, order: Float64Array): SegmentColumns {
  const moved = { ends: new Float64Array(ends.length), streams: streams.slice(), tokens: tokens.slice() }
  let at = 0
  for (const [to, from] of order.entries()) {
    const start = from === 0 ? 0 : (ends[from - 1] as number)
    moved.streams.set(streams.subarray(start, ends[from]), at)
    moved.tokens.set(tokens.subarray(start, ends[from]), at)
    at += (ends[from] as number) - start
    moved.ends[to] = at
  }
  return moved
}
