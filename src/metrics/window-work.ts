/**
 * The work a target did inside the measurement window: what arrived between `startAt` and `endAt`, whenever it was asked for.
 * Answers under way when the window opens (the warm-up's last) and those still under way when it closes count with the part that
 * fell inside, so a steady server shows its steady rate: neither the ramp of the first answers nor the drain of the last
 * ones enters. Dividing all answers of the measured requests by the window instead would credit an overloaded server with what it
 * did after closing time.
 */
import type { RequestRecord } from '../core/request-record.ts'
import { decodeNs, ttftServiceNs } from './request-times.ts'

export interface Window {
  readonly startAt: number
  readonly endAt: number
}

/** What throughput, goodput and cost are computed from. */
export interface WindowWork {
  readonly windowNs: number
  /** Requests that ended well inside the window, and those among them that met every SLO of their class. */
  completed: number
  good: number
  /** Output tokens that arrived inside the window, of answers that did not fail; a cancelled answer's tokens were delivered. */
  outputTokens: number
  /** The part of `outputTokens` that belongs to requests meeting every SLO. */
  goodOutputTokens: number
  /** Prompt tokens of requests whose first token (where it was not seen: whose answer) arrived inside the window. */
  inputTokens: number
  /** Summed over requests completed inside the window: waiting for the first token, and decoding. */
  prefillNs: number
  decodeNs: number
}

export function emptyWork({ startAt, endAt }: Window): WindowWork {
  const none = {
    completed: 0,
    good: 0,
    outputTokens: 0,
    goodOutputTokens: 0,
    inputTokens: 0,
    prefillNs: 0,
    decodeNs: 0,
  }
  return { windowNs: Math.max(0, endAt - startAt), ...none }
}

/** Adds one request's part; warm-up requests too, for the window saw their work. */
export function addWork(work: WindowWork, window: Window, record: RequestRecord, good: boolean): void {
  const { kind } = record.outcome
  if (kind !== 'ok' && kind !== 'cancelled') return
  const inside = (at: number) => at >= window.startAt && at <= window.endAt
  const tokens = outputTokensInside(record, inside)
  work.outputTokens += tokens
  if (good) work.goodOutputTokens += tokens
  const promptReadAt = record.firstTokenAt ?? (kind === 'ok' ? record.doneAt : null)
  if (promptReadAt !== null && inside(promptReadAt)) work.inputTokens += record.inputTokens ?? 0
  if (kind !== 'ok' || !inside(record.doneAt)) return
  work.completed++
  if (good) work.good++
  const waitNs = ttftServiceNs(record)
  const spentNs = decodeNs(record)
  if (waitNs === null || spentNs === null) return
  work.prefillNs += waitNs
  work.decodeNs += spentNs
}

function outputTokensInside(record: RequestRecord, inside: (at: number) => boolean): number {
  const { at, tokens } = record.events
  if (at.length === 0) return record.outcome.kind === 'ok' && inside(record.doneAt) ? (record.outputTokens ?? 0) : 0
  let sum = 0
  for (let i = 0; i < at.length; i++) if (inside(at[i] as number)) sum += tokens[i] as number
  return sum
}
