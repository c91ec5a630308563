import { isMapping } from '../../../file/fault.ts'
import { JsonRecord } from './json-record.ts'
import { RowFault } from '../row-fault.ts'
import { placeIn, type RecordSplitter, type SourceRecord } from '../source-record.ts'

/**
 * The elements of one long JSON array, cut out one by one without ever holding the whole: brackets are counted, strings skipped.
 * What stands between the commas is left to JSON.parse.
 */
export function jsonElements(): RecordSplitter {
  const state: State = { text: '', at: 0, start: -1, depth: 0, mark: 0, line: 1, column: 1 }
  const push = (text: string) => {
    const kept = state.start < 0 ? state.at : state.start
    markAt(state, kept)
    state.text = state.text.slice(kept) + text
    state.at -= kept
    state.mark = 0
    if (state.start > 0) state.start = 0
    return elementsOf(state)
  }
  return { push, end: () => leftOver(state) }
}

interface State {
  text: string
  /** How far the text was looked at. */
  at: number
  /** Where the element begins that is being read; -1 between elements. */
  start: number
  depth: number
  /** The offset that `line` and `column` are the place of. */
  mark: number
  line: number
  column: number
}

const interesting = /["[\]{},]/g

function elementsOf(state: State): SourceRecord[] {
  const records: SourceRecord[] = []
  for (;;) {
    if (state.start < 0 && state.depth === 1) state.start = nextElement(state)
    interesting.lastIndex = state.at
    const match = interesting.exec(state.text)
    const end = match === null ? -1 : endOf(state.text, match)
    if (match === null || end < 0) {
      state.at = match === null ? state.text.length : match.index
      return records
    }
    const [character] = match
    if (character === '[' || character === '{') state.depth++
    if (character === ']' || character === '}') state.depth--
    const isEnd = (character === ',' && state.depth === 1) || (character === ']' && state.depth === 0)
    if (isEnd && state.start >= 0) records.push(takeElement(state, match.index))
    state.at = end
  }
}

/** Offset after the match, for a quote after the whole string; -1 where that is not complete yet. */
function endOf(text: string, match: RegExpExecArray): number {
  if (match[0] !== '"') return match.index + 1
  for (let at = text.indexOf('"', match.index + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return -1
}

function takeElement(state: State, end: number): SourceRecord {
  markAt(state, state.start)
  const text = state.text.slice(state.start, end).trimEnd()
  state.start = -1
  return new JsonRecord(text, state.line, state.column)
}

/** Where the next element begins; -1 where a comma, the closing bracket or nothing follows. */
function nextElement(state: State): number {
  const mark = /\S/g
  mark.lastIndex = state.at
  const match = mark.exec(state.text)
  return match === null || match[0] === ',' || match[0] === ']' ? -1 : match.index
}

/** Moves the known place on to an offset. */
function markAt(state: State, offset: number): void {
  const [line, column] = placeIn(state.text.slice(state.mark, offset), offset, state.line, state.column).split(':')
  state.line = Number(line)
  state.column = Number(column)
  state.mark = offset
}

function leftOver(state: State): SourceRecord[] {
  markAt(state, state.start < 0 ? state.text.length : state.start)
  const { line, column } = state
  const cut = state.depth === 0 ? [] : [{ read: cutShort, place: () => `${line}:${column}` }]
  if (state.start < 0) return cut
  const last = new JsonRecord(state.text.slice(state.start), line, column)
  return readOrNull(last) === null ? [last] : [last, ...cut] // one fault is enough for one cut
}

const cutShort = () => {
  throw new RowFault([], 'the array to be closed by ]', 'the end of the file')
}

/** A single JSON document, held whole: the objects of its first list of objects (`spans`, `data`), or itself where it has none. */
export function jsonDocument(): RecordSplitter {
  let text = ''
  return {
    push: (more) => {
      text += more
      return []
    },
    end: () => documentRecords(text),
  }
}

function documentRecords(text: string): SourceRecord[] {
  const whole = new JsonRecord(text, 1, 1)
  const values = readOrNull(whole)
  const list = Object.entries(values ?? {}).find(
    (entry): entry is [string, unknown[]] =>
      Array.isArray(entry[1]) && entry[1].length > 0 && entry[1].every(isMapping),
  )
  if (list === undefined) return [whole]
  const [key, items] = list
  return items.map((item, i) => ({
    read: () => item as Record<string, unknown>,
    place: (fault) => whole.place(new RowFault([key, i, ...fault.path], '', null)),
  }))
}

function readOrNull(record: SourceRecord) {
  try {
    return record.read()
  } catch (error) {
    if (error instanceof RowFault) return null
    throw error
  }
}
