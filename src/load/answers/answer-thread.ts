import { parentPort } from 'node:worker_threads'
import type { Answer } from '../../clients/answer.ts'
import { type BodyRoom, roomOf } from '../../clients/body-log.ts'
import type { RawExchange } from '../../clients/client.ts'
import type { AnswerContext } from '../../clients/read-answer.ts'
import { yieldToOthers } from '../../core/thread.ts'
import { readSafely } from './read-safely.ts'

/** Reads answers away from the timing path, at a lower priority than the thread that stamps the bytes. */
export interface AnswerJob {
  readonly id: number
  readonly raw: RawExchange
  readonly context: AnswerContext
}

/** What became of the jobs of one message, in their order, and the memory they came in. */
export interface AnswerResults {
  readonly answers: readonly { readonly id: number; readonly answer: Answer }[]
  readonly rooms: readonly BodyRoom[]
}

const port = parentPort
if (port === null) throw new Error('answer-thread runs as a worker thread only')
yieldToOthers()
port.on('message', (jobs: readonly AnswerJob[]) => {
  const answers = jobs.map(({ id, raw, context }) => ({ id, answer: readSafely(raw, context) }))
  const rooms = jobs.map(({ raw }) => roomOf(raw))
  const events = answers.flatMap(({ answer }) =>
    answer.events.at.length === 0 ? [] : [answer.events.at.buffer, answer.events.tokens.buffer],
  )
  const buffers = [...events, ...rooms.flatMap(({ bytes, ends, at }) => [bytes, ends, at])]
  port.postMessage({ answers, rooms } satisfies AnswerResults, [...new Set(buffers)] as ArrayBuffer[])
})
port.postMessage('ready')
