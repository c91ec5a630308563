import { parentPort, workerData } from 'node:worker_threads'
import { yieldToOthers } from '../../core/thread.ts'
import { bodyBytes, type CapturedExchange } from '../wire/captured-exchange.ts'
import { ExchangeReader } from './exchange-reader.ts'
import { TraceFile } from './trace-file.ts'

/** Reads exchanges and writes their rows, away from the thread that passes bytes on. */
export type TraceJob =
  | { readonly kind: 'exchanges'; readonly exchanges: readonly CapturedExchange[] }
  /** To be read and forgotten. */
  | { readonly kind: 'rehearsal'; readonly exchanges: readonly CapturedExchange[] }
  | { readonly kind: 'end' }

export interface TraceState {
  /** Rows in the file, those that wait to be packed included. */
  readonly rows: number
  /** Exchanges that left no row. */
  readonly lost: number
  readonly bytes: number
  /** Why nothing is written any more. */
  readonly fault: string | null
  readonly inputTokens: number
  readonly outputTokens: number
  /** Bytes of bodies that were read. */
  readonly readBytes: number
  readonly ended: boolean
}

export interface TraceOptions {
  /** Open file, which the thread closes. */
  readonly file: number
  readonly packed: boolean
  readonly salt: Uint8Array
  readonly withText: boolean
  readonly name: string
}

const flushMs = 1000

class TraceWriter {
  readonly #reader: ExchangeReader
  readonly #file: TraceFile
  #rows = 0
  #lost = 0
  #inputTokens = 0
  #outputTokens = 0
  #readBytes = 0

  constructor(options: TraceOptions) {
    this.#reader = new ExchangeReader(options)
    this.#file = new TraceFile(options.file, options.packed)
  }

  take(exchanges: readonly CapturedExchange[]): void {
    for (const exchange of exchanges) this.#takeOne(exchange)
  }

  flush(): void {
    this.#drop(this.#file.flush())
  }

  end(): TraceState {
    this.#drop(this.#file.close())
    return { ...this.state(), ended: true }
  }

  state(): TraceState {
    const { fault, bytes } = this.#file
    const counts = { inputTokens: this.#inputTokens, outputTokens: this.#outputTokens, readBytes: this.#readBytes }
    return { rows: this.#rows, lost: this.#lost, bytes, fault, ...counts, ended: false }
  }

  #takeOne(exchange: CapturedExchange): void {
    this.#readBytes += bodyBytes(exchange)
    const row = this.#reader.read(exchange)
    if (!this.#file.append(row)) {
      this.#lost++
      return
    }
    this.#rows++
    this.#inputTokens += row.input_tokens ?? 0
    this.#outputTokens += row.output_tokens ?? 0
  }

  #drop(rows: number): void {
    this.#rows -= rows
    this.#lost += rows
  }
}

/** Rows are made as they will be, by a reader of its own, and dropped. */
function rehearse(exchanges: readonly CapturedExchange[]): void {
  const reader = new ExchangeReader(workerData as TraceOptions)
  for (const exchange of exchanges) reader.read(exchange)
}

const port = parentPort
if (port === null) throw new Error('trace-thread runs as a worker thread only')
yieldToOthers()
const writer = new TraceWriter(workerData as TraceOptions)
const timer = setInterval(() => {
  writer.flush()
  port.postMessage(writer.state())
}, flushMs)
port.on('message', (job: TraceJob) => {
  if (job.kind === 'exchanges') writer.take(job.exchanges)
  if (job.kind === 'rehearsal') rehearse(job.exchanges)
  port.postMessage(job.kind === 'end' ? writer.end() : writer.state())
  if (job.kind !== 'end') return
  clearInterval(timer)
  port.close()
})
port.postMessage('ready')
