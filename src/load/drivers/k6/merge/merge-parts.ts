import type { AnswerContext } from '../../../../clients/read-answer.ts'
import { InfbenchError } from '../../../../core/errors.ts'
import type { RequestRecord } from '../../../../core/request-record.ts'
import { MS_PER_S, msToNs } from '../../../../core/units.ts'
import type { K6RunTold, K6Told } from '../reading/k6-line.ts'
import { k6Record } from '../reading/k6-record.ts'
import { type ClockOffset, clockOffset, type DateSeen } from './clock-offset.ts'

/** What one instance of k6 told. */
export interface K6Part {
  readonly file: string
  readonly run: K6RunTold
  readonly requests: readonly K6Told[]
}

export interface MergedPart {
  readonly file: string
  readonly requests: number
  /** Of its clock against the first part's; null: unknown, and its schedule was laid over the first's. */
  readonly clock: ClockOffset | null
  /** When its schedule began after the earliest, ns; null: unknown. */
  readonly beganNs: number | null
}

/** Parts as one run. Instants count from the earliest zero of a schedule. */
export interface MergedRun {
  readonly records: readonly RequestRecord[]
  /** ms since 1970 by the first part's clock. */
  readonly startedAtMs: number
  readonly parts: readonly MergedPart[]
  /** Places of the schedule that no part has. */
  readonly missing: readonly number[]
}

/**
 * Joins the parts of one script's run: each request once, every clock brought to the first part's. Pure. Throws merge.mismatch for a
 * request that two parts have.
 */
export function mergeParts(parts: readonly K6Part[], planned: number, context: AnswerContext): MergedRun {
  requireOnce(parts)
  const [first] = parts
  if (first === undefined) throw new TypeError('no parts to merge')
  const seen = parts.map(({ requests }) => datesOf(requests))
  const clocks = parts.map((_, i) =>
    i === 0 ? { offsetMs: 0, uncertaintyMs: 0 } : clockOffset(seen[0] ?? [], seen[i] ?? []),
  )
  // Of a clock that is unknown, the schedule begins when the first part's does.
  const offsets = parts.map(({ run }, i) => clocks[i]?.offsetMs ?? first.run.zero - run.zero)
  const zeros = parts.map(({ run }, i) => run.zero + (offsets[i] as number))
  const startedAtMs = Math.min(...zeros)
  const records = parts.flatMap(({ requests }, i) =>
    requests.map((told) => k6Record(told, startedAtMs - (offsets[i] as number), context)),
  )
  const have = new Set(records.map(({ index }) => index))
  return {
    records: records.toSorted((a, b) => a.index - b.index),
    startedAtMs,
    parts: parts.map(({ file, requests }, i) => ({
      ...{ file, requests: requests.length, clock: clocks[i] ?? null },
      beganNs: clocks[i] === null ? null : msToNs((zeros[i] as number) - startedAtMs),
    })),
    missing: Array.from({ length: planned }, (_, index) => index).filter((index) => !have.has(index)),
  }
}

function requireOnce(parts: readonly K6Part[]): void {
  const files = new Map<number, string>()
  for (const { file, requests } of parts) {
    for (const { index } of requests) {
      const other = files.get(index)
      if (other !== undefined)
        throw new InfbenchError('merge.mismatch', {
          message: `request ${index} is in ${other === file ? `${file} twice` : `${other} and in ${file}`}; expected each in one part`,
          hint: 'name each part once; instances share a schedule only when all are told the same --execution-segment-sequence',
        })
      files.set(index, file)
    }
  }
}

function datesOf(requests: readonly K6Told[]): readonly DateSeen[] {
  return requests.flatMap(({ date, sent, headers, done }) => {
    const dateMs = date === null ? Number.NaN : Date.parse(date)
    if (Number.isNaN(dateMs) || sent === null) return []
    return [{ sentMs: sent, headersMs: headers ?? done, dateS: dateMs / MS_PER_S }]
  })
}
