import type { Segment } from '../../prompt/segment.ts'
import type { PromptContent, SessionTurn, SourceRow } from '../request-source.ts'
import type { TextContent } from '../formats/trace-row.ts'

/**
 * The rows of a trace in columns: tens of millions of lengths and times fit in memory where objects would not. A row is made
 * when it is asked for. Immutable.
 */
export interface RowList extends Iterable<SourceRow> {
  readonly length: number
  /** What its prompts are made of: recorded texts, segments that they share, or nothing that is known. */
  readonly content: 'texts' | 'segments' | 'none'
  /** Row `index`, from 0 to `length - 1`. */
  get(index: number): SourceRow
  /** The same rows with other lengths, by place. */
  withLengths(inputs: Float64Array, outputs: Float64Array): RowList
}

/** Columns of equal length; null where no row has such a thing. */
export interface RowColumns {
  readonly inputs: Float64Array
  readonly outputs: Float64Array
  /** ns since the earliest; null unless every row has a time. */
  readonly times: Float64Array | null
  readonly contents: readonly (TextContent | undefined)[] | null
  readonly bodies: readonly (Readonly<Record<string, unknown>> | undefined)[] | null
  readonly segments: SegmentColumns | null
  readonly sessions: SessionColumns | null
}

/** Row i has the segments from `ends[i - 1]` to `ends[i]`: a stream's number, and how many tokens of it. */
export interface SegmentColumns {
  readonly ends: Float64Array
  readonly streams: Float64Array
  readonly tokens: Float64Array
}

/** NaN stands for what is not known. */
export interface SessionColumns {
  readonly ids: readonly string[]
  /** Index into `ids` by row; NaN: no session. */
  readonly session: Float64Array
  readonly turn: Float64Array
  readonly thinkNs: Float64Array
  readonly offsetNs: Float64Array
  readonly durationNs: Float64Array
}

/** A list over columns. */
export function rowList(columns: RowColumns): RowList {
  const { length } = columns.inputs
  const get = (index: number) => rowAt(columns, index)
  return {
    length,
    content: columns.contents !== null ? 'texts' : columns.segments !== null ? 'segments' : 'none',
    get,
    withLengths: (inputs, outputs) => rowList({ ...columns, inputs, outputs }),
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield get(i)
    },
  }
}

function rowAt(columns: RowColumns, index: number): SourceRow {
  const prompt = promptAt(columns, index)
  const session = sessionAt(columns.sessions, index)
  const body = columns.bodies?.[index]
  return {
    inputTokens: columns.inputs[index] as number,
    outputTokens: columns.outputs[index] as number,
    timestampNs: columns.times === null ? null : (columns.times[index] as number),
    ...(prompt === null ? {} : { prompt }),
    ...(session === null ? {} : { session }),
    ...(body === undefined ? {} : { body }),
  }
}

function promptAt({ contents, segments }: RowColumns, index: number): PromptContent | null {
  const content = contents?.[index]
  if (content !== undefined) return content
  if (segments === null) return null
  const end = segments.ends[index] as number
  const from = index === 0 ? 0 : (segments.ends[index - 1] as number)
  if (from === end) return null
  const parts: Segment[] = []
  for (let i = from; i < end; i++) {
    parts.push({ stream: segments.streams[i] as number, tokens: segments.tokens[i] as number })
  }
  return { kind: 'segments', segments: parts }
}

function sessionAt(sessions: SessionColumns | null, index: number): SessionTurn | null {
  const session = sessions?.session[index]
  if (sessions === null || session === undefined || Number.isNaN(session)) return null
  const durationNs = known(sessions.durationNs[index])
  return {
    id: sessions.ids[session] as string,
    turn: sessions.turn[index] as number,
    thinkNs: known(sessions.thinkNs[index]),
    offsetNs: known(sessions.offsetNs[index]),
    ...(durationNs === null ? {} : { durationNs }),
  }
}

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)
