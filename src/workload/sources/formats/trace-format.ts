import type { RecordValues } from '../files/source-record.ts'
import type { TraceRow } from './trace-row.ts'

/** One kind of trace or dataset: how it is known by its first record, and how its records are read. */
export interface TraceFormat {
  /** As in `format: NAME`. */
  readonly name: string
  /** What it is, in a line. */
  readonly about: string
  /** Where it is described. */
  readonly origin: string
  /** `end`: rows were written as requests ended, so that arrivals are out of order by nature. */
  readonly orderedBy?: 'end'
  detect(first: RecordValues): boolean
  /** A reader for one file; what it has to remember between records lives in it. */
  open(options: FormatOptions): RowReader
}

export interface FormatOptions {
  /** Names of columns, for tables with names of their own. */
  readonly columns: Readonly<Partial<Record<ColumnRole, string>>>
}

/** What a column of a table can hold. */
export const columnRoles = ['input', 'output', 'time', 'prompt', 'answer', 'session'] as const
export type ColumnRole = (typeof columnRoles)[number]

/** The requests of one record, mostly one. Throws a RowFault where the record is not what it should be. */
export type RowReader = (record: RecordValues) => TraceRow | readonly TraceRow[]
