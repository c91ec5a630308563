import { InfbenchError } from '../../../core/errors.ts'
import type { TracePlan } from '../../run-plan.ts'
import { byteChunks } from '../files/byte-chunks.ts'
import { isParquet, readParquet } from '../files/parquet-records.ts'
import { readRecords } from '../files/read-records.ts'
import { RowFault } from '../files/row-fault.ts'
import type { RecordValues, SourceRecord } from '../files/source-record.ts'
import { table } from '../formats/datasets/table.ts'
import { detectFormat, formatOf } from '../formats/registry.ts'
import type { RowReader, TraceFormat } from '../formats/trace-format.ts'
import type { TraceRow } from '../formats/trace-row.ts'

/** What takes the rows of a trace, between `skip` and `take`. */
export interface RowSink {
  add(row: TraceRow): void
  /** Rows taken so far. */
  readonly length: number
}

export interface ReadOptions {
  /** Bytes to read instead of the file's; null: the file's. */
  readonly chunks?: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null
  /** Whether the sink needs no more: the rest of a large file is then not read. Absent: all is. */
  readonly isEnough?: () => boolean
}

/** What was read, and of which bytes. */
export interface ReadRows {
  readonly format: TraceFormat | null
  /** SHA-256 (hex) of the unpacked bytes that were read. */
  readonly fingerprint: string
  /** False where the rest of the file was left unread. */
  readonly isWhole: boolean
  readonly records: number
  /** Records left out because they could not be read (`skipBadRows`). */
  readonly badRows: number
  /** Rows before `skip` and `take`. */
  readonly rows: number
}

/**
 * Reads a trace record by record. A record that cannot be read ends the reading with `source.unreadable` after all others were
 * looked at, so that the message tells how many there are; with `skipBadRows` they are left out and counted.
 */
export async function readRows(plan: TracePlan, sink: RowSink, options: ReadOptions = {}): Promise<ReadRows> {
  const { chunks = null, isEnough = null } = options
  const reading = new Reading(plan, sink)
  const take = (record: SourceRecord) => reading.take(record)
  const { fingerprint, isWhole } =
    chunks === null && (await isParquet(plan.path))
      ? await readParquet(plan.path, take, isEnough)
      : await readRecords(chunks ?? byteChunks(plan.path), plan.path, take, isEnough)
  const { first, badRows, records, rows, format } = reading
  if (first !== null && !plan.skipBadRows) throw unreadable(plan, first, badRows, records)
  return { fingerprint, isWhole, badRows, records, rows, format }
}

interface FirstFault {
  readonly place: string
  readonly text: string
}

class Reading {
  format: TraceFormat | null
  first: FirstFault | null = null
  badRows = 0
  records = 0
  rows = 0
  readonly #plan: TracePlan
  readonly #sink: RowSink
  #reader: RowReader | null = null

  constructor(plan: TracePlan, sink: RowSink) {
    this.#plan = plan
    this.#sink = sink
    this.format = plan.format === null ? null : formatOf(plan.format)
  }

  /** False once the plan's rows are there. */
  take(record: SourceRecord): boolean {
    this.records++
    try {
      const read = this.#rowsOf(record.read())
      for (const row of Array.isArray(read) ? read : [read]) {
        if (this.rows++ >= this.#plan.skip && !this.#isFull()) this.#sink.add(row)
      }
    } catch (error) {
      if (!(error instanceof RowFault)) throw error
      this.badRows++
      this.first ??= { place: record.place(error), text: described(error) }
    }
    return !this.#isFull()
  }

  #rowsOf(values: RecordValues) {
    this.#reader ??= this.#open(values)
    return this.#reader(values)
  }

  /** The first record that can be read decides what the file is. */
  #open(values: RecordValues): RowReader {
    const shown = detectFormat(values)
    const wanted = this.format
    if (wanted !== null && wanted !== table && !wanted.detect(values) && shown !== null && shown !== table)
      throw otherFormat(this.#plan.path, wanted.name, shown.name)
    const hasColumns = Object.keys(this.#plan.columns).length > 0
    this.format = wanted ?? (hasColumns ? table : (shown ?? table))
    return this.format.open(this.#plan)
  }

  #isFull(): boolean {
    return this.#plan.take !== null && this.#sink.length >= this.#plan.take
  }
}

const otherFormat = (path: string, wanted: string, shown: string) =>
  new InfbenchError('source.unreadable', {
    message: `${path}: expected ${wanted}, got what looks like ${shown}`,
    hint: `set format: ${shown} beside trace, or leave it out`,
  })

function described(fault: RowFault): string {
  const path = fault.path.join('.')
  return path === '' ? fault.message : `${path}: ${fault.message}`
}

function unreadable(plan: TracePlan, first: FirstFault, badRows: number, records: number): InfbenchError {
  const lines = [`${plan.path}:${first.place} ${first.text}`]
  if (badRows > 1) lines.push(`${plan.path}: ${badRows} of ${records} rows cannot be read; the first is the one above`)
  const isAll = badRows === records
  return new InfbenchError('source.unreadable', {
    message: lines.join('\n'),
    hint: isAll
      ? 'columns (--column input=NAME for inspect) tells what columns of other names hold; format (--format NAME) reads it as another format'
      : `--skip-bad-rows leaves ${badRows === 1 ? 'the row out and counts it' : `the ${badRows} rows out and counts them`} in the run`,
  })
}
