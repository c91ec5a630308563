import type { Worker } from 'node:worker_threads'
import { InfbenchError } from '../../core/errors.ts'
import { nsToMs, sToNs } from '../../core/units.ts'
import type { MainMessage, WorkerMessage } from './messages.ts'
import type { WorkerEnd } from './merge-ends.ts'

/** Starts the worker of a lane. */
export type StartWorker = (lane: number) => Promise<Worker>

// After the death of one, the others cancel what is under way and hand over its records; nobody waits longer for them than this.
const farewellMs = nsToMs(sToNs(5))

/**
 * The workers of a run. One that ends before its work is done (its memory full, a fault) ends the run: the others cancel what is under
 * way, their records are still heard, and `ended` rejects with what happened to the first.
 */
export class Crew {
  /** Resolves when every worker is ready to send, with how long before the schedule's zero they begin, ns. */
  readonly ready: Promise<number>
  /** Their ends, by lane. */
  readonly ended: Promise<readonly WorkerEnd[]>
  readonly #size: number
  readonly #hear: (lane: number, message: WorkerMessage) => void
  readonly #workers = new Map<number, Worker>()
  readonly #ends = new Map<number, WorkerEnd>()
  readonly #gone = new Set<number>()
  #readyCount = 0
  #earlyNs = 0
  #fault: Error | null = null
  #farewell: NodeJS.Timeout | null = null
  #settleReady: { resolve: (earlyNs: number) => void; reject: (error: Error) => void } = { resolve() {}, reject() {} }
  #settleEnded: { resolve: (ends: readonly WorkerEnd[]) => void; reject: (error: Error) => void } = {
    ...{ resolve() {}, reject() {} },
  }

  /** `hear` gets every message but those on the life of a worker. */
  constructor(size: number, hear: (lane: number, message: WorkerMessage) => void) {
    this.#size = size
    this.#hear = hear
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    this.ended = new Promise((resolve, reject) => {
      this.#settleEnded = { resolve, reject }
    })
    for (const told of [this.ready, this.ended]) told.catch(() => {}) // one of them is waited for, the other says the same
  }

  /** Starts them all. Errors: `load.worker` where one cannot be; the others have begun by then, for `dismiss` to find. */
  async start(start: StartWorker): Promise<void> {
    const starting = Array.from({ length: this.#size }, (_, lane) => this.#startOne(lane, start))
    await Promise.allSettled(starting)
    await Promise.all(starting)
  }

  async #startOne(lane: number, start: StartWorker): Promise<void> {
    const worker = await start(lane).catch((cause: Error) => {
      const message = `worker ${lane + 1} of ${this.#size} did not begin: ${cause.message.split('\n')[0]}`
      throw new InfbenchError('load.worker', { message, hint: fewer, cause })
    })
    worker.ref() // its messages are all that this run waits for
    worker.on('message', (message: WorkerMessage) => this.#take(lane, message))
    worker.on('error', (error) => this.#lose(lane, `was ended by ${error.message.split('\n')[0]}`))
    worker.on('exit', (code) => this.#lose(lane, `ended with ${code} before its work was done`))
    this.#workers.set(lane, worker)
    this.tell(lane, { kind: 'begin' })
  }

  tell(lane: number, message: MainMessage, transfer: ArrayBuffer[] = []): void {
    this.#workers.get(lane)?.postMessage(message, transfer)
  }

  tellAll(message: MainMessage): void {
    for (const lane of this.#workers.keys()) this.tell(lane, message)
  }

  /** Ends the run with `error`: what is under way is cancelled. */
  fail(error: Error): void {
    if (this.#fault !== null) return
    this.#fault = error
    this.#settleReady.reject(error)
    this.tellAll({ kind: 'halt', how: 'abort' })
    this.tellAll({ kind: 'go', zeroAt: 0 }) // those that wait for the others go to their end
    this.#farewell = setTimeout(() => this.#settleEnded.reject(error), farewellMs)
    this.#look()
  }

  /** Ends all threads. */
  async dismiss(): Promise<void> {
    for (const lane of this.#workers.keys()) this.#gone.add(lane)
    await Promise.all([...this.#workers.values()].map((worker) => worker.terminate()))
  }

  #take(lane: number, message: WorkerMessage): void {
    if (message.kind === 'ready') {
      this.#readyCount++
      this.#earlyNs = Math.max(this.#earlyNs, message.earlyNs)
      if (this.#readyCount === this.#size) this.#settleReady.resolve(this.#earlyNs)
    } else if (message.kind === 'end') {
      this.#ends.set(lane, message)
      this.#look()
    } else if (message.kind === 'fault') {
      const hint = message.hint === undefined ? {} : { hint: message.hint }
      this.#lose(lane, `was ended by ${message.message}`, hint)
    } else {
      this.#hear(lane, message)
    }
  }

  #lose(lane: number, what: string, { hint = fewer }: { readonly hint?: string } = {}): void {
    if (this.#gone.has(lane) || this.#ends.has(lane)) return
    this.#gone.add(lane)
    this.fail(new InfbenchError('load.worker', { message: `worker ${lane + 1} of ${this.#size} ${what}`, hint }))
    this.#look()
  }

  /** Whether there is anybody left to wait for. */
  #look(): void {
    if (this.#ends.size + this.#lost() < this.#size) return
    if (this.#farewell !== null) clearTimeout(this.#farewell)
    if (this.#fault !== null) return this.#settleEnded.reject(this.#fault)
    const inOrder = [...this.#ends].sort(([a], [b]) => a - b)
    this.#settleEnded.resolve(inOrder.map(([, end]) => end))
  }

  #lost(): number {
    return [...this.#gone].filter((lane) => !this.#ends.has(lane)).length
  }
}

const fewer = 'set load.workers to 1, or lower the load'
