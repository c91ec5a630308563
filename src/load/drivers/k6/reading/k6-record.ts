import type { ExchangeFailure, RawExchange } from '../../../../clients/client.ts'
import { type AnswerContext, readAnswer } from '../../../../clients/read-answer.ts'
import type { RequestRecord } from '../../../../core/request-record.ts'
import { msToNs, NS_PER_US } from '../../../../core/units.ts'
import { toRecord } from '../../../to-record.ts'
import type { K6Told } from './k6-line.ts'

/** Instants are stored as whole nanoseconds, so they are whole in the figures made before that. */
export const wholeNs = (ms: number) => Math.round(msToNs(ms))

/**
 * The record of a request that k6 sent: its answer is put together again and read by the very code that reads our own answers, so
 * that tokens, failures and their words mean the same. `zeroMs`: the run's zero by the clock that stamped it, ms since 1970.
 */
export function k6Record(told: K6Told, zeroMs: number, context: AnswerContext): RequestRecord {
  const raw = exchangeOf(told, zeroMs)
  const { index, phase, class: className, input: inputTokens, output: outputTokens } = told
  const scheduledAt = wholeNs(told.due - zeroMs)
  const planned = { index, phase, className, scheduledAt, inputTokens, outputTokens }
  return toRecord({ planned, scheduledAt, phase }, raw, readAnswer(raw, context))
}

function exchangeOf(told: K6Told, zeroMs: number): RawExchange {
  const at = (ms: number | null) => (ms === null ? null : wholeNs(ms - zeroMs))
  const doneAt = wholeNs(told.done - zeroMs)
  const { body, readEnds, readAt } = wireOf(told, at(told.sent) ?? doneAt, at(told.headers) ?? doneAt)
  return {
    ...{ sentAt: at(told.sent), headersAt: at(told.headers), doneAt },
    ...{ status: told.status === 0 ? null : told.status, contentType: told.type, retryAfter: told.retry },
    ...{ body, readEnds, readAt },
    failure: failureOf(told),
  }
}

type Wire = Pick<RawExchange, 'body' | 'readEnds' | 'readAt'>

/** The events as a server sends them, each read when it was received; or the body as it came. */
function wireOf(told: K6Told, sentAt: number, headersAt: number): Wire {
  if (told.data.length === 0) {
    const body = Buffer.from(told.body ?? '')
    const readAt = body.length === 0 ? [] : [headersAt]
    return { body, readEnds: Uint32Array.from(readAt, () => body.length), readAt: Float64Array.from(readAt) }
  }
  const pieces = told.data.map((data, i) => Buffer.from(eventText(data, told.names?.[i] ?? '')))
  let end = 0
  const ends = pieces.map(({ length }) => (end += length))
  // A stamp within a microsecond may round below the one before.
  let last = sentAt
  const readAt = told.at.map((us) => (last = Math.max(last, sentAt + Math.round(us * NS_PER_US))))
  return { body: Buffer.concat(pieces), readEnds: Uint32Array.from(ends), readAt: Float64Array.from(readAt) }
}

function eventText(data: string, name: string): string {
  const lines = data.split('\n').map((line) => `data: ${line}\n`)
  return `${name === '' ? '' : `event: ${name}\n`}${lines.join('')}\n`
}

/** Go's words for what went wrong on the wire; null: the answer came whole. */
function failureOf({ error, status, sent }: K6Told): ExchangeFailure | null {
  if (error === null || error === '') return null
  const detail = error.split('\n')[0] as string
  if (/deadline exceeded|timeout/i.test(error)) return { kind: 'timeout', detail }
  if (/context canceled/i.test(error)) return { kind: 'cancelled', detail }
  if (/x509|tls:|certificate/i.test(error)) return { kind: 'tls', detail }
  if (status === 0 && (sent === null || /dial|refused|no such host|lookup|unreachable/i.test(error)))
    return { kind: 'connect', detail }
  if (/malformed|unknown event/i.test(error)) return { kind: 'malformed', detail }
  return { kind: 'cut', detail }
}
