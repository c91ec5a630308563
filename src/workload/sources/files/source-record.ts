import type { RowFault } from './row-fault.ts'

/** The named values of one record: a CSV row by its header (all strings), a JSON object, a row of a Parquet file. */
export type RecordValues = Readonly<Record<string, unknown>>

/** One record of a file, not yet parsed. */
export interface SourceRecord {
  /** Its values. Throws a RowFault where the text is none of its kind. */
  read(): RecordValues
  /** `7:15`: line and column (both from 1) of what a fault of this record is about; `row 7` where a file has no lines. */
  place(fault: RowFault): string
}

/** Cuts a text that comes in pieces into records; holds what is not complete yet and nothing else. */
export interface RecordSplitter {
  push(text: string): readonly SourceRecord[]
  /** The rest, after the last piece. */
  end(): readonly SourceRecord[]
}

/** `line:column` of an offset in a text that begins at a line and column of its file. */
export function placeIn(text: string, offset: number, line: number, column: number): string {
  const before = text.slice(0, offset)
  const newline = before.lastIndexOf('\n')
  if (newline < 0) return `${line}:${column + before.length}`
  return `${line + before.split('\n').length - 1}:${before.length - newline}`
}
