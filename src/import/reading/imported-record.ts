/** One request as far as a file tells of it; what it does not tell is null, and when it was due is then when it was sent. */
import { type Outcome, type RequestRecord, type TokenEvents, noEvents } from '../../core/request-record.ts'

/** Instants in ns since the run's start. */
export interface RequestFacts {
  readonly index: number
  readonly phase?: RequestRecord['phase']
  readonly sentAt: number
  /** Null or absent: the file does not say when it was due, which is then taken to be `sentAt`. */
  readonly scheduledAt?: number | null
  readonly firstTokenAt: number | null
  readonly lastTokenAt: number | null
  readonly doneAt: number
  /** When pieces of the answer came; `spreadTokens` makes them. */
  readonly events?: TokenEvents
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly countedBy?: RequestRecord['countedBy']
  readonly cachedTokens?: number | null
  readonly outcome: Outcome
  readonly httpStatus?: number | null
  readonly finishReason?: string | null
}

/** The record, in whole ns. What was asked for is what came, for no file tells both; lengths are therefore never blamed. */
export function importedRecord(facts: RequestFacts): RequestRecord {
  const { index, inputTokens, outputTokens, outcome } = facts
  const [sentAt, doneAt] = [Math.round(facts.sentAt), Math.round(facts.doneAt)]
  const [firstTokenAt, lastTokenAt] = [whole(facts.firstTokenAt), whole(facts.lastTokenAt)]
  return {
    ...{ index, phase: facts.phase ?? 'measure', className: 'default' },
    asked: { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 },
    scheduledAt: whole(facts.scheduledAt ?? null) ?? sentAt,
    ...{ sentAt, headersAt: null, firstChunkAt: null, firstTokenAt, firstVisibleAt: null, lastTokenAt, doneAt },
    events: facts.events ?? noEvents,
    ...{ inputTokens, outputTokens, countedBy: facts.countedBy ?? null, cachedTokens: facts.cachedTokens ?? null },
    httpStatus: facts.httpStatus ?? null,
    finishReason: facts.finishReason ?? null,
    doneMarker: null,
    outcome,
  }
}

const whole = (at: number | null) => (at === null ? null : Math.round(at))

/**
 * Pieces of an answer at these instants (ns, in order). As many tokens as pieces: one each. Otherwise nothing tells which piece
 * held how many, so they are shared as evenly as whole tokens can; the format notes that. No count: no tokens can be told.
 */
export function spreadTokens(at: readonly number[], outputTokens: number | null): TokenEvents {
  if (outputTokens === null || at.length === 0) return noEvents
  const before = (piece: number) => Math.round((piece * outputTokens) / at.length)
  // the first piece is never empty, or no first token would have come
  const tokens = Uint32Array.from(at, (_, i) => before(i + 1) - before(i))
  if (tokens[0] === 0 && outputTokens > 0) {
    tokens[0] = 1
    const giver = tokens.findIndex((count, i) => i > 0 && count > 0)
    tokens[giver] = (tokens[giver] as number) - 1
  }
  return { at: Float64Array.from(at, Math.round), tokens }
}
