import { InfbenchError } from '../../../core/errors.ts'
import { byteChunks } from '../files/byte-chunks.ts'
import { isParquet, readParquet } from '../files/parquet-records.ts'
import { readRecords } from '../files/read-records.ts'
import { RowFault } from '../files/row-fault.ts'
import type { RecordValues, SourceRecord } from '../files/source-record.ts'
import { detectFormat, formatOf } from '../formats/registry.ts'
import { table } from '../formats/datasets/table.ts'
import type { RowReader, TraceFormat } from '../formats/trace-format.ts'
import type { TracePlan } from '../../run-plan.ts'
import { rowBuilder } from '../rows/row-builder.ts'
import type { RowList } from '../rows/row-list.ts'

/** A trace as it was read. */
export interface ReadTrace {
  readonly rows: RowList
  readonly format: string
  /** SHA-256 (hex) of the file's unpacked bytes. */
  readonly fingerprint: string
  /** Records left out because they could not be read (`skipBadRows`). */
  readonly badRows: number
  /** Rows before `skip` and `take`. */
  readonly readRows: number
  readonly notes: readonly string[]
}

/** Texts beyond this would not fit in memory beside all else. */
const mostCharacters = 2 ** 29

/**
 * Reads a trace record by record, from its file unless its bytes are given. A record that cannot be read ends the reading with `source.unreadable` after all others were
 * looked at, so that the message tells how many there are; with `skipBadRows` they are left out and counted.
 */
export async function readTrace(
  plan: TracePlan,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null = null,
): Promise<ReadTrace> {
  const reading = new Reading(plan)
  const take = (record: SourceRecord) => reading.take(record)
  const fingerprint =
    chunks === null && (await isParquet(plan.path))
      ? await readParquet(plan.path, take)
      : await readRecords(chunks ?? byteChunks(plan.path), plan.path, take)
  const { first, badRows, records, format } = reading
  if (first !== null && !plan.skipBadRows) throw unreadable(plan, first, badRows, records)
  const { rows, notes } = reading.builder.finish(format?.orderedBy === 'end')
  const skipped = badRows === 0 ? [] : [`${badRows} of ${records} rows ${leftOut}`]
  return {
    ...{ rows, fingerprint, badRows, readRows: reading.rows, format: format?.name ?? 'table' },
    notes: [...skipped, ...notes],
  }
}

const leftOut = 'could not be read and were left out'

/** Whether a note of a source counts the rows that `skipBadRows` left out. */
export const tellsBadRows = (note: string): boolean => note.endsWith(leftOut)

interface FirstFault {
  readonly place: string
  readonly text: string
}

class Reading {
  readonly builder: ReturnType<typeof rowBuilder>
  format: TraceFormat | null
  first: FirstFault | null = null
  badRows = 0
  records = 0
  rows = 0
  readonly #plan: TracePlan
  #reader: RowReader | null = null

  constructor(plan: TracePlan) {
    this.#plan = plan
    this.builder = rowBuilder(plan)
    this.format = plan.format === null ? null : formatOf(plan.format)
  }

  /** False once the plan's rows are there. */
  take(record: SourceRecord): boolean {
    this.records++
    try {
      const read = this.#rowsOf(record.read())
      for (const row of Array.isArray(read) ? read : [read]) {
        if (this.rows++ >= this.#plan.skip && !this.#isFull()) this.builder.add(row)
      }
    } catch (error) {
      if (!(error instanceof RowFault)) throw error
      this.badRows++
      this.first ??= { place: record.place(error), text: described(error) }
    }
    if (this.builder.heldCharacters > mostCharacters) throw tooMuchText(this.#plan, this.builder.length)
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
    return this.#plan.take !== null && this.builder.length >= this.#plan.take
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
      ? 'infbench workload inspect FILE --format NAME reads it as another format; columns: names columns of its own'
      : `--skip-bad-rows leaves ${badRows === 1 ? 'the row out and counts it' : `the ${badRows} rows out and counts them`} in the run`,
  })
}

const tooMuchText = ({ path }: TracePlan, rows: number) =>
  new InfbenchError('source.unreadable', {
    message: `${path}: expected at most ${mostCharacters} characters of prompts, got more in the first ${rows} requests`,
    hint: `set take: ${rows} beside trace, or less`,
  })
