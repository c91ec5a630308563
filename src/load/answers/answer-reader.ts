import type { Worker } from 'node:worker_threads'
import type { Answer } from '../../clients/answer.ts'
import type { RawExchange } from '../../clients/client.ts'
import { type AnswerContext, readAnswer } from '../../clients/read-answer.ts'
import { InfbenchError } from '../../core/errors.ts'
import { startThread } from '../../core/thread.ts'
import type { AnswerJob, AnswerResult } from './answer-thread.ts'

/**
 * Turns raw exchanges into answers without delaying anybody's stamps: bodies are handed (not copied) to a thread of lower
 * priority, a few milliseconds' worth at a time. What costs less to read than to hand over is read here.
 */
export interface AnswerReader {
  /** `urgent`: somebody waits for it, it is handed over at once. */
  read(raw: RawExchange, urgent?: boolean): Promise<Answer>
  close(): Promise<void>
}

// A JSON answer of this size takes a few microseconds to read, less than a message to another thread costs.
const inlineBytes = 1024
const batchMs = 2

/** Starts the reading thread and resolves when it runs. */
export async function startAnswerReader(context: AnswerContext): Promise<AnswerReader> {
  const thread = await startThread(import.meta.url, 'answer-thread', {})
  return new ThreadReader(thread, context)
}

class ThreadReader implements AnswerReader {
  readonly #thread: Worker
  readonly #context: AnswerContext
  readonly #waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>()
  #batch: AnswerJob[] = []
  #nextId = 0
  #fault: Error | null = null
  #closing = false

  constructor(thread: Worker, context: AnswerContext) {
    this.#thread = thread
    this.#context = context
    thread.on('message', (results: readonly AnswerResult[]) => this.#take(results))
    thread.on('error', (error) => this.#die(error))
    thread.on('exit', () => this.#die(new Error('the thread that reads answers ended')))
  }

  read(raw: RawExchange, urgent = false): Promise<Answer> {
    if (raw.body.length === 0 || (!this.#context.stream && raw.body.length <= inlineBytes)) {
      return Promise.resolve(readAnswer(raw, this.#context))
    }
    if (this.#fault !== null) return Promise.reject(this.#fault)
    return new Promise((resolve, reject) => {
      const id = this.#nextId++
      this.#waiting.set(id, { resolve, reject })
      const first = this.#batch.push({ id, raw, context: this.#context }) === 1
      if (urgent) this.#flush()
      else if (first) setTimeout(() => this.#flush(), batchMs)
    })
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

  #take(results: readonly AnswerResult[]): void {
    for (const { id, answer } of results) {
      this.#waiting.get(id)?.resolve(answer)
      this.#waiting.delete(id)
    }
    if (this.#waiting.size === 0) this.#thread.unref()
  }

  #die(error: Error): void {
    if (this.#closing) return
    this.#fault ??= new InfbenchError('internal', { message: `reading answers: ${error.message}`, cause: error })
    for (const { reject } of this.#waiting.values()) reject(this.#fault)
    this.#waiting.clear()
  }
}
