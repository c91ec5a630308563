import { InfbenchError } from '../../../core/errors.ts'
import { sToNs } from '../../../core/units.ts'
import { byteChunks } from '../../sources/files/byte-chunks.ts'
import { readRecords } from '../../sources/files/read-records.ts'
import { RowFault } from '../../sources/files/row-fault.ts'
import type { RecordValues, SourceRecord } from '../../sources/files/source-record.ts'
import { isAbsent, numberOrNull } from '../../sources/formats/values.ts'

/** Rates in the order in which they hold, and for how long each does. */
export type Rates = readonly (readonly [durationNs: number, ratePerSecond: number])[]

interface Point {
  readonly s: number
  readonly ratePerSecond: number
}

/** More rows than this are samples of another kind. */
const mostRows = 1_000_000

/**
 * Reads a table of rates (CSV or JSON Lines, packed or not): `seconds`, from any zero and rising, and `rate`, requests per second
 * from then until the next row; the last holds as long as the one before. Errors: `source.unreadable` with line and column,
 * `source.empty`.
 */
export async function readRateTable(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = byteChunks(path),
): Promise<Rates> {
  const points: Point[] = []
  await readRecords(chunks, path, (record) => {
    points.push(pointOf(record, points.at(-1), path))
    if (points.length > mostRows) throw refused(`${path}: expected at most ${mostRows} rows of rates, got more`, path)
    return true
  })
  if (points.length < 2) {
    const message = `${path}: expected at least two rows of seconds and rate, got ${points.length}`
    throw new InfbenchError('source.empty', {
      message,
      hint: 'write a row for every change of the rate, and one for the end',
    })
  }
  const rates = points.map(({ s, ratePerSecond }, i) => {
    const [from, to] = i + 1 < points.length ? [s, secondsAt(points, i + 1)] : [secondsAt(points, i - 1), s]
    return [Math.round(sToNs(to - from)), ratePerSecond] as const
  })
  if (rates.every(([, rate]) => rate === 0))
    throw new InfbenchError('source.empty', {
      message: `${path}: expected a rate above 0, got ${rates.length} rows of 0`,
    })
  return rates
}

const secondsAt = (points: readonly Point[], i: number): number => (points[i] as Point).s

function pointOf(record: SourceRecord, before: Point | undefined, path: string): Point {
  try {
    const values = record.read()
    const names = namesOf(values)
    const [s, ratePerSecond] = [numberAt(values, names.seconds), numberAt(values, names.rate)]
    if (before !== undefined && s <= before.s)
      throw new RowFault([names.seconds], `more seconds than the ${before.s} of the row before`, values[names.seconds])
    if (ratePerSecond < 0) throw new RowFault([names.rate], 'a rate of at least 0 per second', values[names.rate])
    return { s, ratePerSecond }
  } catch (error) {
    if (!(error instanceof RowFault)) throw error
    const key = error.path.join('.')
    throw refused(`${path}:${record.place(error)} ${key === '' ? '' : `${key}: `}${error.message}`, path)
  }
}

function namesOf(values: RecordValues): { readonly seconds: string; readonly rate: string } {
  const names = Object.keys(values)
  if (names.join() === '0,1') return { seconds: '0', rate: '1' }
  const find = (wanted: string) => names.find((name) => name.toLowerCase() === wanted)
  const [seconds, rate] = [find('seconds'), find('rate')]
  if (seconds === undefined || rate === undefined) throw new RowFault([], 'columns seconds and rate', names.join(', '))
  return { seconds, rate }
}

function numberAt(values: RecordValues, key: string): number {
  if (isAbsent(values[key])) throw new RowFault([key], 'a number', values[key])
  return numberOrNull(values, key) as number
}

const refused = (message: string, path: string) =>
  new InfbenchError('source.unreadable', {
    message,
    hint: `${path} needs two columns, seconds (rising) and rate (per second); shape.replay.trace counts the requests of a trace instead`,
  })
