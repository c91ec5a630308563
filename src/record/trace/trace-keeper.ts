import type { Worker } from 'node:worker_threads'
import { startThread } from '../../core/thread.ts'
import { bodyBytes, type CapturedExchange } from '../wire/captured-exchange.ts'
import type { TraceJob, TraceOptions, TraceState } from './trace-thread.ts'

/** Exchanges that come within this time go to the reading thread together. */
const batchMs = 20
/** What the reading thread may owe; beyond that exchanges are not recorded, so that memory stays bounded. */
const mostOwedBytes = 256 * 2 ** 20

/** Hands exchanges to the thread that reads and writes them, and knows how far it is. */
export class TraceKeeper {
  readonly #thread: Worker
  #givenBytes = 0
  #batch: CapturedExchange[] = []
  #state: TraceState = {
    ...{ rows: 0, lost: 0, bytes: 0, fault: null, inputTokens: 0, outputTokens: 0, readBytes: 0, ended: false },
    ...{ counted: 0, estimated: 0 },
  }
  #overrun = 0
  #fault: string | null = null
  #onEnd: (() => void) | null = null
  #onRehearsed: (() => void) | null = null

  private constructor(thread: Worker) {
    this.#thread = thread
    thread.on('message', (state: TraceState) => this.#take(state))
    thread.on('error', (error) => this.#die(error.message))
    thread.on('exit', () => this.#die('the thread that writes the trace ended'))
  }

  /** Starts the thread. */
  static async start(options: TraceOptions): Promise<TraceKeeper> {
    return new TraceKeeper(
      await startThread(import.meta.url, 'trace-thread', { workerData: options, trackUnmanagedFds: false }),
    )
  }

  get state(): TraceState {
    const { lost, fault } = this.#state
    return { ...this.#state, lost: lost + this.#overrun, fault: fault ?? this.#fault }
  }

  keep(exchange: CapturedExchange): void {
    if (this.#fault !== null || this.#givenBytes - this.#state.readBytes > mostOwedBytes) {
      this.#overrun++
      return
    }
    this.#givenBytes += bodyBytes(exchange)
    if (this.#batch.push(exchange) === 1) setTimeout(() => this.#flush(), batchMs)
  }

  /** Lets the thread read exchanges that leave no row; resolves when it has. */
  async rehearse(exchanges: readonly CapturedExchange[]): Promise<void> {
    if (this.#fault !== null) return
    this.#thread.ref()
    await new Promise<void>((resolve) => {
      this.#onRehearsed = resolve
      this.#post({ kind: 'rehearsal', exchanges }, exchanges.flatMap(buffersOf))
    })
    this.#thread.unref()
  }

  /** Reads and writes what is left and closes the file. */
  async close(): Promise<TraceState> {
    this.#flush()
    if (this.#fault === null && !this.#state.ended) {
      this.#thread.ref()
      await new Promise<void>((resolve) => {
        this.#onEnd = resolve
        this.#post({ kind: 'end' }, [])
      })
    }
    return this.state
  }

  #flush(): void {
    const exchanges = this.#batch
    if (exchanges.length === 0) return
    this.#batch = []
    this.#post({ kind: 'exchanges', exchanges }, exchanges.flatMap(buffersOf))
  }

  #post(job: TraceJob, buffers: ArrayBuffer[]): void {
    this.#thread.postMessage(job, [...new Set(buffers)])
  }

  #take(state: TraceState): void {
    this.#state = state
    this.#onRehearsed?.()
    if (state.ended) this.#onEnd?.()
  }

  #die(reason: string): void {
    if (!this.#state.ended) this.#fault ??= reason
    this.#onRehearsed?.()
    this.#onEnd?.()
  }
}

const buffersOf = ({ requestBody, raw }: CapturedExchange) =>
  [requestBody.buffer, raw.body.buffer, raw.readEnds.buffer, raw.readAt.buffer] as ArrayBuffer[]
