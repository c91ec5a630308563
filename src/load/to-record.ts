import type { Answer } from '../clients/answer.ts'
import type { RawExchange } from '../clients/client.ts'
import { noEvents, type RequestRecord } from '../core/request-record.ts'
import type { PlannedRequest } from '../workload/planned-request.ts'

/** A request as it was sent: the plan's, with the time and phase that the loop gave it. */
export interface SentRequest {
  readonly planned: PlannedRequest
  readonly scheduledAt: number
  readonly phase: 'warmup' | 'measure'
}

type Exchanged = Pick<RawExchange, 'sentAt' | 'headersAt' | 'status' | 'doneAt'>

/** Joins plan, wire and reading into the record that everything after the load works from. */
export function toRecord(sent: SentRequest, raw: Exchanged, answer: Answer): RequestRecord {
  const { planned, scheduledAt, phase } = sent
  return {
    index: planned.index,
    phase,
    className: planned.className,
    asked: { inputTokens: planned.inputTokens, outputTokens: planned.outputTokens },
    scheduledAt,
    sentAt: raw.sentAt,
    headersAt: raw.headersAt,
    firstChunkAt: answer.firstChunkAt,
    firstTokenAt: answer.firstTokenAt,
    firstVisibleAt: answer.firstVisibleAt,
    lastTokenAt: answer.lastTokenAt,
    doneAt: raw.doneAt,
    events: answer.events,
    inputTokens: answer.inputTokens,
    outputTokens: answer.outputTokens,
    countedBy: answer.countedBy,
    cachedTokens: answer.cachedTokens,
    httpStatus: raw.status,
    finishReason: answer.finishReason,
    doneMarker: answer.doneMarker,
    outcome: answer.outcome,
    ...placeOf(planned),
  }
}

const placeOf = ({ call }: PlannedRequest) =>
  call === undefined ? {} : { session: { number: call.session, turn: call.turn } }

/** The record of a call that is not sent because one before it failed; `at`: when that was known. */
export function unsentRecord({ planned, scheduledAt, phase }: SentRequest, at: number, detail: string): RequestRecord {
  return {
    index: planned.index,
    phase,
    className: planned.className,
    asked: { inputTokens: planned.inputTokens, outputTokens: planned.outputTokens },
    scheduledAt,
    ...{ sentAt: null, headersAt: null, firstChunkAt: null, firstTokenAt: null, firstVisibleAt: null },
    ...{ lastTokenAt: null, doneAt: at, events: noEvents, inputTokens: null, outputTokens: null, countedBy: null },
    ...{ cachedTokens: null, httpStatus: null, finishReason: null, doneMarker: null },
    outcome: { kind: 'notSent', detail },
    ...placeOf(planned),
  }
}
