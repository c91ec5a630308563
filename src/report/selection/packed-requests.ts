import {
  failureKinds,
  type FailureKind,
  noEvents,
  type RequestRecord,
  type TokenEvents,
} from '../../core/request-record.ts'
import type { SloByClass } from '../../core/run-header.ts'
import { NS_PER_US } from '../../core/units.ts'
import { formatCount } from '../../../reports/format-number.ts'
import { firstArrivalTokens, longestTokenGapNs } from '../../metrics/token-gaps.ts'
import { clip } from '../sections/clip.ts'
import { ordinal } from '../rows/thin.ts'

/**
 * Requests as a page carries them, so that its charts can be drawn again of some of them: columns of whole µs, instants as differences
 * (due from the request before, all others from when it was due). Enough for TTFT, TPOT, E2E, send lag, the longest gap and every service
 * level; the gaps between tokens stay behind.
 */
export interface PackedRequests {
  /** How many there were before thinning, and the rule in words; null: all are here. */
  readonly total: number
  readonly thinning: string | null
  readonly classes: readonly string[]
  /** By the names in `classes`. */
  readonly slo: SloByClass
  /** Of the failures, in the order of `outcome` from 1 on; 0 is a completed request. */
  readonly kinds: readonly FailureKind[]
  readonly columns: Readonly<Record<Column, readonly (number | null)[]>>
}
type Column = keyof ReturnType<typeof rowOf>

/** More would make the file large and a selection slow; of more, every k-th in order of time is here. */
export const mostPacked = 10_000

const kinds = Object.keys(failureKinds) as FailureKind[]

/** Requests for a page, in order of when they were due, from `zeroAt` (ns) on. */
export function packRequests(records: readonly RequestRecord[], slo: SloByClass, zeroAt: number): PackedRequests {
  const step = Math.max(1, Math.ceil(records.length / mostPacked))
  const kept = records.toSorted((a, b) => a.scheduledAt - b.scheduledAt).filter((_, place) => place % step === 0)
  const names = [...new Set(kept.map(({ className }) => className))]
  let dueBefore = 0
  const rows = kept.map((record) => {
    const due = toUs(record.scheduledAt - zeroAt)
    const row = rowOf(record, due - dueBefore, names.indexOf(record.className))
    dueBefore = due
    return row
  })
  const fields = Object.keys(rowOf(emptyRecord, 0, 0)) as Column[]
  return {
    total: records.length,
    thinning: step === 1 ? null : `every ${ordinal(step)} of ${formatCount(records.length)} requests`,
    classes: names.map((name) => clip(name, 60)),
    slo: Object.fromEntries(Object.entries(slo).map(([name, levels]) => [clip(name, 60), levels])),
    kinds,
    columns: Object.fromEntries(
      fields.map((field) => [field, rows.map((row) => row[field])]),
    ) as unknown as PackedRequests['columns'],
  }
}

const toUs = (ns: number) => Math.round(ns / NS_PER_US)

function rowOf(record: RequestRecord, due: number, className: number) {
  const after = (at: number | null) => (at === null ? null : toUs(at - record.scheduledAt))
  // Unpacked anew at every use.
  const { events } = record
  const longest = longestTokenGapNs(events)
  return {
    index: record.index as number | null,
    warmup: record.phase === 'warmup' ? 1 : 0,
    className,
    outcome: record.outcome.kind === 'ok' ? 0 : kinds.indexOf(record.outcome.kind) + 1,
    due,
    sent: after(record.sentAt),
    first: after(record.firstTokenAt),
    last: after(record.lastTokenAt),
    done: after(record.doneAt),
    longest: longest === null ? null : toUs(longest),
    firstTokens: firstArrivalTokens(events),
    inputTokens: record.inputTokens ?? record.asked.inputTokens,
    outputTokens: record.outputTokens,
  }
}

/** The requests of a page, their zero the start of its charts; of their events there are as many as the figures need. */
export function unpackRequests({ classes, kinds: names, columns }: PackedRequests): readonly RequestRecord[] {
  let scheduledUs = 0
  return columns.index.map((index, place) => {
    const value = (column: Column) => columns[column][place] ?? null
    const number = (column: Column) => value(column) ?? 0
    scheduledUs += number('due')
    const at = (us: number | null) => (us === null ? null : (scheduledUs + us) * NS_PER_US)
    const kind = names[number('outcome') - 1]
    const [firstTokenAt, lastTokenAt] = [at(value('first')), at(value('last'))]
    const inputTokens = number('inputTokens')
    return {
      ...emptyRecord,
      ...{ index: index as number, phase: number('warmup') === 1 ? 'warmup' : 'measure', inputTokens },
      className: classes[number('className')] ?? 'default',
      asked: { inputTokens, outputTokens: number('outputTokens') },
      ...{ scheduledAt: scheduledUs * NS_PER_US, sentAt: at(value('sent')), firstTokenAt, lastTokenAt },
      doneAt: at(value('done')) as number,
      outputTokens: value('outputTokens'),
      events: eventsOf(firstTokenAt, lastTokenAt, {
        ...{ first: number('firstTokens'), all: number('outputTokens') },
        longestNs: value('longest') === null ? null : number('longest') * NS_PER_US,
      }),
      outcome: kind === undefined ? { kind: 'ok' } : { kind, detail: '' },
    }
  })
}

interface Shape {
  readonly first: number
  readonly all: number
  readonly longestNs: number | null
}

/** The first arrival, the longest gap, and all that came besides as one: what TPOT and the levels are made of. */
function eventsOf(firstAt: number | null, lastAt: number | null, { first, all, longestNs }: Shape): TokenEvents {
  if (firstAt === null || lastAt === null) return noEvents
  const later = Math.max(0, all - first)
  if (later === 0 || longestNs === null) return { at: Float64Array.of(firstAt), tokens: Uint32Array.of(first) }
  const gapEnd = firstAt + longestNs
  if (later === 1 || gapEnd >= lastAt)
    return { at: Float64Array.of(firstAt, lastAt), tokens: Uint32Array.of(first, later) }
  return { at: Float64Array.of(firstAt, gapEnd, lastAt), tokens: Uint32Array.of(first, 1, later - 1) }
}

const emptyRecord: RequestRecord = {
  ...{ index: 0, phase: 'measure', className: 'default', asked: { inputTokens: 0, outputTokens: 0 } },
  ...{ scheduledAt: 0, sentAt: null, headersAt: null, firstChunkAt: null, firstTokenAt: null, firstVisibleAt: null },
  ...{ lastTokenAt: null, doneAt: 0, events: noEvents, inputTokens: null, outputTokens: null, countedBy: null },
  ...{ cachedTokens: null, httpStatus: null, finishReason: null, doneMarker: null, outcome: { kind: 'ok' } },
}
