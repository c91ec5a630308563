import { parentPort, workerData } from 'node:worker_threads'
import { openNamed, type TokenizerName } from '../../clients/tokenizers/named-tokenizer.ts'
import { yieldToOthers } from '../../core/thread.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import type { RecordedRow } from '../../workload/sources/formats/logs/recorded.ts'
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
  /** Rows with a length that the tokenizer counted. */
  readonly counted: number
  /** Rows with a length that neither the server nor a tokenizer counted. */
  readonly estimated: number
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
  /** Counts what the server tells no count of. */
  readonly tokenizer: TokenizerName | null
}

const flushMs = 1000

class TraceWriter {
  readonly #reader: ExchangeReader
  readonly #file: TraceFile
  #rows = 0
  #lost = 0
  #inputTokens = 0
  #outputTokens = 0
  #counted = 0
  #estimated = 0
  #readBytes = 0

  constructor(options: TraceOptions, tokenizer: Tokenizer | null) {
    this.#reader = new ExchangeReader({ ...options, tokenizer })
    this.#file = new TraceFile(options.file, options.packed)
  }

  async take(exchanges: readonly CapturedExchange[]): Promise<void> {
    for (const exchange of exchanges) await this.#takeOne(exchange)
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
    const tokens = { inputTokens: this.#inputTokens, outputTokens: this.#outputTokens }
    const counts = { ...tokens, counted: this.#counted, estimated: this.#estimated, readBytes: this.#readBytes }
    return { rows: this.#rows, lost: this.#lost, bytes, fault, ...counts, ended: false }
  }

  async #takeOne(exchange: CapturedExchange): Promise<void> {
    const row = await this.#reader.read(exchange)
    this.#readBytes += bodyBytes(exchange)
    if (!this.#file.append(row)) {
      this.#lost++
      return
    }
    this.#rows++
    this.#inputTokens += row.input_tokens ?? 0
    this.#outputTokens += row.output_tokens ?? 0
    if (row.tokenizer !== null) this.#counted++
    if (isEstimated(row)) this.#estimated++
  }

  #drop(rows: number): void {
    this.#rows -= rows
    this.#lost += rows
  }
}

const isEstimated = ({ input_counted_by: input, output_counted_by: output }: RecordedRow) =>
  input === 'bytes' || output === 'bytes' || output === 'events'

/** Rows are made as they will be, by a reader of its own, and dropped. */
async function rehearse(exchanges: readonly CapturedExchange[]): Promise<void> {
  const reader = new ExchangeReader({ ...(workerData as TraceOptions), tokenizer: null })
  for (const exchange of exchanges) await reader.read(exchange)
}

const port = parentPort
if (port === null) throw new Error('trace-thread runs as a worker thread only')
yieldToOthers()
const options = workerData as TraceOptions
const writer = new TraceWriter(options, options.tokenizer === null ? null : await openNamed(options.tokenizer))
const timer = setInterval(() => {
  writer.flush()
  port.postMessage(writer.state())
}, flushMs)

async function obey(job: TraceJob): Promise<void> {
  if (job.kind === 'exchanges') await writer.take(job.exchanges)
  if (job.kind === 'rehearsal') await rehearse(job.exchanges)
  port?.postMessage(job.kind === 'end' ? writer.end() : writer.state())
  if (job.kind !== 'end') return
  clearInterval(timer)
  port?.close()
}

// One after another: rows are in the order of the exchanges' ends.
let obeyed: Promise<void> = Promise.resolve()
port.on('message', (job: TraceJob) => {
  obeyed = obeyed.then(() => obey(job))
})
port.postMessage('ready')
