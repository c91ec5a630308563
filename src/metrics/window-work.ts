/**
 * The work that measured requests saw done inside the measurement window. The load closes the window with the last measured
 * answer, so that nothing done after closing time is credited to it; a part that still falls outside (a window set
 * otherwise) is left out here. An overloaded target is therefore never shown faster than it was; a short run shows a
 * steady one slightly slower, for the window holds its first answers' start and its last answers' end.
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
  /** Prompt tokens (as the server counted them, else as the prompt was sized) of requests whose first token (where it was not seen: whose answer) arrived inside the window. */
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

/** Adds the part of one measured request. */
export function addWork(work: WindowWork, window: Window, record: RequestRecord, good: boolean): void {
  const { kind } = record.outcome
  if (kind !== 'ok' && kind !== 'cancelled') return
  const inside = (at: number) => at >= window.startAt && at <= window.endAt
  const tokens = outputTokensInside(record, inside)
  work.outputTokens += tokens
  if (good) work.goodOutputTokens += tokens
  const promptReadAt = record.firstTokenAt ?? (kind === 'ok' ? record.doneAt : null)
  if (promptReadAt !== null && inside(promptReadAt)) work.inputTokens += record.inputTokens ?? record.asked.inputTokens
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
