import type { RequestRecord } from '../core/request-record.ts'

/** Records on their way to one consumer, in the order in which requests finished. Never blocks the load. */
export class RecordStream implements AsyncIterable<RequestRecord> {
  readonly #queue: RequestRecord[] = []
  #wake: (() => void) | null = null
  #ended = false
  #error: Error | null = null

  push(record: RequestRecord): void {
    this.#queue.push(record)
    this.#signal()
  }

  /** After the queued records the iteration ends, or throws `error`. */
  end(error: Error | null = null): void {
    this.#ended = true
    this.#error ??= error
    this.#signal()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RequestRecord> {
    for (;;) {
      // The whole queue at once: shifting one by one is quadratic when a slow consumer let it grow.
      for (const record of this.#queue.splice(0)) yield record
      if (this.#queue.length > 0) continue
      if (this.#error !== null) throw this.#error
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #signal(): void {
    this.#wake?.()
    this.#wake = null
  }
}
