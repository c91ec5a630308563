import type { Outcome } from '../core/request-record.ts'
import { noEvents } from '../core/request-record.ts'
import type { Answer } from './answer.ts'
import type { RawExchange } from './client.ts'
import { chunkFacts, errorText, fieldsOf } from './stream/completion-chunk.ts'
import { quote, quoteBytes } from './quote.ts'
import { replyOf } from './stream/reply.ts'
import { readStream } from './stream/stream-answer.ts'

export interface AnswerContext {
  readonly api: 'chat' | 'completions'
  readonly stream: boolean
  /** Keep the text as a later message's history. */
  readonly keepReply?: boolean
}

/** Reads a raw exchange: what was answered, when, in how many tokens, and whether it counts as an answer at all. Pure. */
export function readAnswer(raw: RawExchange, context: AnswerContext): Answer {
  if (raw.status === null) return nothing(raw, raw.failure ?? { kind: 'cut', detail: 'no response' })
  if (raw.status < 200 || raw.status > 299)
    return nothing(raw, raw.failure?.kind === 'cancelled' ? raw.failure : httpOutcome(raw))
  if (looksLikeStream(raw, context)) return readStream(raw, context.keepReply === true)
  if (raw.failure !== null) return nothing(raw, raw.failure)
  return readWhole(raw, context.keepReply === true)
}

function looksLikeStream(raw: RawExchange, context: AnswerContext): boolean {
  if (/^text\/event-stream\b/i.test(raw.contentType ?? '')) return true
  const start = Buffer.from(raw.body.buffer, raw.body.byteOffset, Math.min(raw.body.length, 16)).toString('utf8')
  return context.stream && /^\uFEFF?\s*(?:data:|event:|id:|retry:|:)/.test(start)
}

/** An answer in one piece; also what a server sends that ignores `stream: true`. */
function readWhole(raw: RawExchange, keepReply: boolean): Answer {
  if (raw.body.length === 0) return nothing(raw, { kind: 'empty', detail: `HTTP ${raw.status} with an empty body` })
  const value = parseJson(textOf(raw.body))
  if (value === undefined) return nothing(raw, { kind: 'malformed', detail: `expected JSON, got ${describe(raw)}` })
  const facts = chunkFacts(value)
  if (facts.error !== null) return nothing(raw, { kind: 'streamError', detail: quote(facts.error, 200) })
  if (!facts.recognised)
    return nothing(raw, { kind: 'malformed', detail: `expected a completion object, got ${quoteBytes(raw.body)}` })
  const text = facts.choices.map((choice) => choice.hidden + choice.visible + choice.tool).join('')
  const total = facts.usage?.outputTokens ?? null
  const empty: Outcome = { kind: 'empty', detail: 'the answer holds no text and no tool call' }
  return {
    ...nothing(raw, text === '' ? empty : { kind: 'ok' }),
    inputTokens: facts.usage?.inputTokens ?? null,
    outputTokens: total,
    countedBy: total === null ? null : 'usage',
    cachedTokens: facts.usage?.cachedTokens ?? null,
    finishReason: facts.choices.find((choice) => choice.finishReason !== null)?.finishReason ?? null,
    text: total === null && text !== '' ? text : null,
    reply: keepReply ? replyOf(facts.choices) : null,
  }
}

function httpOutcome(raw: RawExchange): Outcome {
  const value = fieldsOf(parseJson(textOf(raw.body)))
  const message = value === null ? null : errorText(value)
  const said = message !== null ? `: ${quote(message, 200)}` : raw.body.length > 0 ? `: ${describe(raw)}` : ''
  return {
    kind: 'http',
    detail: `HTTP ${raw.status}${said}${raw.retryAfter === null ? '' : ` (retry after ${raw.retryAfter})`}`,
  }
}

/** An answer without a token. */
function nothing(raw: RawExchange, outcome: Outcome): Answer {
  return {
    outcome,
    firstChunkAt: raw.readAt[0] ?? null,
    firstTokenAt: null,
    firstVisibleAt: null,
    lastTokenAt: null,
    events: noEvents,
    inputTokens: null,
    outputTokens: null,
    countedBy: null,
    cachedTokens: null,
    finishReason: null,
    text: null,
    reply: null,
    eventBytes: null,
    doneMarker: null,
  }
}

const describe = (raw: RawExchange) =>
  `${raw.contentType === null ? '' : `${quote(raw.contentType, 40)} `}${quoteBytes(raw.body)}`
const textOf = (body: Uint8Array) => Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
