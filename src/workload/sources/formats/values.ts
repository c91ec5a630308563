import { MS_PER_S, NS_PER_MS, sToNs } from '../../../core/units.ts'
import { RowFault } from '../files/row-fault.ts'
import type { RecordValues } from '../files/source-record.ts'
import type { Instant } from './trace-row.ts'

/** Readers of single values of a record: numbers may be written as text, as in CSV. All throw a RowFault at the value. */

/** No prompt is longer: a larger number is a slip or another unit. */
export const mostTokens = 100_000_000

const words = 'a whole number of tokens'

/** Tokens at a key. */
export function tokens(record: RecordValues, key: string): number {
  const value = tokensOrNull(record, key)
  if (value === null) throw new RowFault([key], words, record[key])
  return value
}

/** Tokens at a key; null where nothing stands there. */
export function tokensOrNull(record: RecordValues, key: string): number | null {
  if (isAbsent(record[key])) return null
  const value = toNumber(record[key])
  if (value === null || !Number.isInteger(value) || value < 0) throw new RowFault([key], words, record[key])
  if (value > mostTokens) throw new RowFault([key], `at most ${mostTokens} tokens`, record[key])
  return value
}

/** A number at a key; null where nothing stands there. */
export function numberOrNull(record: RecordValues, key: string): number | null {
  if (isAbsent(record[key])) return null
  const value = toNumber(record[key])
  if (value === null) throw new RowFault([key], 'a number', record[key])
  return value
}

/** Seconds of at least 0 as ns; null where nothing stands there. */
export function secondsOrNull(record: RecordValues, key: string): number | null {
  const value = numberOrNull(record, key)
  if (value !== null && value < 0) throw new RowFault([key], 'a time of at least 0 s', record[key])
  return value === null ? null : Math.round(sToNs(value))
}

/** Text at a key, not empty. */
export function text(record: RecordValues, key: string): string {
  const value = record[key]
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value === '') throw new RowFault([key], 'a text', value)
  return value
}

export type TimeUnit = 's' | 'ms' | 'us' | 'ns'

const unitsPerMs: Readonly<Record<TimeUnit, number>> = { s: 1 / MS_PER_S, ms: 1, us: MS_PER_S, ns: NS_PER_MS }

/** A time given as a number of units. */
export function instant(record: RecordValues, key: string, unit: TimeUnit): Instant {
  const value = toNumber(record[key])
  if (value === null) throw new RowFault([key], `a time in ${unit}`, record[key])
  const ms = Math.floor(unit === 's' ? value * MS_PER_S : value / unitsPerMs[unit])
  const restMs = unit === 's' ? value * MS_PER_S - ms : value / unitsPerMs[unit] - ms
  return { ms, ns: Math.round(restMs * NS_PER_MS) }
}

const datePattern =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d))?$/

/** A time given as a date; without a zone it is taken for UTC, as only differences count. */
export function dateInstant(record: RecordValues, key: string): Instant {
  const found = parseDate(record[key])
  if (found === null) throw new RowFault([key], 'a time such as 2023-11-16 18:15:46.6805900', record[key])
  return found
}

/** Null where the value is no date. */
export function parseDate(value: unknown): Instant | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : { ms: value.getTime(), ns: 0 }
  const parts = typeof value === 'string' ? datePattern.exec(value.trim()) : null
  if (parts === null) return null
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6])]
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    return null
  const offsetMinutes =
    parts[8] === undefined ? 0 : Number(`${parts[8]}1`) * (Number(parts[9]) * 60 + Number(parts[10]))
  const ms = Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second)
  return { ms, ns: Number((parts[7] ?? '').slice(0, 9).padEnd(9, '0')) }
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** ns from one instant to another. */
export const between = (from: Instant, to: Instant): number => (to.ms - from.ms) * NS_PER_MS + (to.ns - from.ns)

export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Whether a record has all of these keys. */
export const hasKeys = (record: RecordValues, keys: readonly string[]): boolean =>
  keys.every((key) => Object.hasOwn(record, key))

function toNumber(value: unknown): number | null {
  if (typeof value === 'bigint') return Number(value)
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
