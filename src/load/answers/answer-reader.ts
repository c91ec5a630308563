import type { Worker } from 'node:worker_threads'
import type { Answer } from '../../clients/answer.ts'
import { type BodyRoom, roomOf } from '../../clients/body-log.ts'
import type { RawExchange } from '../../clients/client.ts'
import { type AnswerContext, readAnswer } from '../../clients/read-answer.ts'
import { InfbenchError } from '../../core/errors.ts'
import { startThread } from '../../core/thread.ts'
import type { AnswerJob, AnswerResults } from './answer-thread.ts'

/**
 * Turns raw exchanges into answers without delaying anybody's stamps: bodies are handed (not copied) to a thread of lower
 * priority, a few milliseconds' worth at a time. What costs less to read than to hand over is read here, as is what comes while the
 * other thread is far behind: it then gets no time, and unread answers would fill the memory.
 */
export interface AnswerReader {
  /** `urgent`: somebody waits for it, it is handed over at once. */
  read(raw: RawExchange, urgent?: boolean): Promise<Answer>
  close(): Promise<void>
}

// A JSON answer of this size takes a few microseconds to read, less than a message to another thread costs.
const inlineBytes = 1024
const batchMs = 2
// A client that needs its core for itself gets no further behind than this, or than twice the answers that are under way at once: those of
// a thousand users may end together, and reading them here would delay the stamps of the last.
const mostOwedBytes = 8 * 2 ** 20
const mostOwedRounds = 2

/** Whose answers are read. */
export interface AnswerSource {
  /** Gets the memory of exchanges that were read. */
  readonly onFree?: (room: BodyRoom) => void
  /** Most answers under way at once so far; default: one. */
  readonly underWay?: () => number
}

/** Starts the reading thread and resolves when it runs. */
export async function startAnswerReader(context: AnswerContext, source: AnswerSource = {}): Promise<AnswerReader> {
  const thread = await startThread(import.meta.url, 'answer-thread', {})
  return new ThreadReader(thread, context, source)
}

interface Waiting {
  readonly bytes: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

class ThreadReader implements AnswerReader {
  readonly #thread: Worker
  readonly #context: AnswerContext
  readonly #onFree: (room: BodyRoom) => void
  readonly #underWay: () => number
  readonly #waiting = new Map<number, Waiting>()
  #owedBytes = 0
  #batch: AnswerJob[] = []
  #nextId = 0
  #fault: Error | null = null
  #closing = false

  constructor(thread: Worker, context: AnswerContext, { onFree = () => {}, underWay = () => 1 }: AnswerSource) {
    this.#thread = thread
    this.#context = context
    this.#onFree = onFree
    this.#underWay = underWay
    thread.on('message', (results: AnswerResults) => this.#take(results))
    thread.on('error', (error) => this.#die(error))
    thread.on('exit', () => this.#die(new Error('the thread that reads answers ended')))
  }

  read(raw: RawExchange, urgent = false): Promise<Answer> {
    if (this.#isReadHere(raw)) {
      const answer = readAnswer(raw, this.#context)
      this.#onFree(roomOf(raw))
      return Promise.resolve(answer)
    }
    if (this.#fault !== null) return Promise.reject(this.#fault)
    return new Promise((resolve, reject) => {
      const id = this.#nextId++
      const bytes = raw.body.buffer.byteLength
      this.#owedBytes += bytes
      this.#waiting.set(id, { bytes, resolve, reject })
      const first = this.#batch.push({ id, raw, context: this.#context }) === 1
      if (urgent) this.#flush()
      else if (first) setTimeout(() => this.#flush(), batchMs)
    })
  }

  #isReadHere({ body }: RawExchange): boolean {
    if (body.length === 0 || (!this.#context.stream && body.length <= inlineBytes)) return true
    const most = Math.max(mostOwedBytes, mostOwedRounds * this.#underWay() * body.buffer.byteLength)
    return this.#owedBytes > most && this.#fault === null
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.#thread.terminate()
  }

  #flush(): void {
    const jobs = this.#batch
    if (jobs.length === 0) return
    this.#batch = []
    const buffers = jobs.flatMap(({ raw }) => [raw.body.buffer, raw.readEnds.buffer, raw.readAt.buffer])
    try {
      this.#thread.postMessage(jobs, [...new Set(buffers)] as ArrayBuffer[])
      this.#thread.ref()
    } catch (error) {
      this.#die(error as Error)
    }
  }

  #take({ answers, rooms }: AnswerResults): void {
    for (const { id, answer } of answers) {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      this.#owedBytes -= waiting?.bytes ?? 0
      waiting?.resolve(answer)
    }
    for (const room of rooms) this.#onFree(room)
    if (this.#waiting.size === 0) this.#thread.unref()
  }

  #die(error: Error): void {
    if (this.#closing) return
    this.#fault ??= new InfbenchError('internal', { message: `reading answers: ${error.message}`, cause: error })
    for (const { reject } of this.#waiting.values()) reject(this.#fault)
    this.#waiting.clear()
  }
}
