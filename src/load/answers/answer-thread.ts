import { parentPort } from 'node:worker_threads'
import type { Answer } from '../../clients/answer.ts'
import { type BodyRoom, roomOf } from '../../clients/body-log.ts'
import type { RawExchange } from '../../clients/client.ts'
import { type AnswerContext, readAnswer } from '../../clients/read-answer.ts'
import { yieldToOthers } from '../../core/thread.ts'

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

/** A fault of ours must not lose the request: it becomes a failed record that says so. */
function readSafely(job: AnswerJob): Answer {
  try {
    return readAnswer(job.raw, job.context)
  } catch (error) {
    const detail = `the answer could not be read: ${(error as Error).message.split('\n')[0]}`
    const empty = new Uint8Array(0)
    const failure = { kind: 'malformed', detail } as const
    return readAnswer(
      { ...job.raw, status: null, body: empty, readEnds: new Uint32Array(0), readAt: new Float64Array(0), failure },
      job.context,
    )
  }
}

const port = parentPort
if (port === null) throw new Error('answer-thread runs as a worker thread only')
yieldToOthers()
port.on('message', (jobs: readonly AnswerJob[]) => {
  const answers = jobs.map((job) => ({ id: job.id, answer: readSafely(job) }))
  const rooms = jobs.map(({ raw }) => roomOf(raw))
  const events = answers.flatMap(({ answer }) =>
    answer.events.at.length === 0 ? [] : [answer.events.at.buffer, answer.events.tokens.buffer],
  )
  const buffers = [...events, ...rooms.flatMap(({ bytes, ends, at }) => [bytes, ends, at])]
  port.postMessage({ answers, rooms } satisfies AnswerResults, [...new Set(buffers)] as ArrayBuffer[])
})
port.postMessage('ready')
