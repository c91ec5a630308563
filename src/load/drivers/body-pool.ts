import type { ReadyRequest } from '../look-ahead.ts'
import type { LoadInput } from '../run-load.ts'

/**
 * Bodies for a sender that cannot wait for one. Filled before the load, refilled beside it; where bodies cannot be written as
 * fast as they are sent, the last one is given again.
 */
const depth = 4096

export class BodyPool {
  readonly #input: Pick<LoadInput, 'prepare'>
  readonly #source: Iterator<ReadyRequest['planned']>
  readonly #ready: ReadyRequest[] = []
  #last: ReadyRequest | null = null
  #exhausted = false
  #filling = false
  #error: Error | null = null

  private constructor(input: Pick<LoadInput, 'prepare' | 'schedule'>) {
    this.#input = input
    this.#source = input.schedule.requests[Symbol.iterator]()
  }

  static async fill(input: Pick<LoadInput, 'prepare' | 'schedule'>): Promise<BodyPool> {
    const pool = new BodyPool(input)
    // what is written live would take its time from the start of the run
    await pool.#fill(Math.min(depth, input.schedule.planned ?? depth / 16))
    return pool
  }

  /** How many connections can have a body of their own. */
  get size(): number {
    return this.#ready.length
  }

  /** No request is left. */
  get empty(): boolean {
    return this.#exhausted && this.#ready.length === 0
  }

  /** The next body, or the last one again; null before any. */
  take(): ReadyRequest | null {
    if (this.#error !== null) throw this.#error
    this.#last = this.#ready.shift() ?? this.#last
    if (!this.#filling && !this.#exhausted && this.#ready.length < depth / 2) {
      this.#filling = true
      this.#fill(depth).catch((error: unknown) => (this.#error = error as Error))
    }
    return this.#last
  }

  async #fill(most: number): Promise<void> {
    try {
      while (this.#ready.length < most && !this.#exhausted) {
        const { value: planned, done } = this.#source.next()
        if (done === true) this.#exhausted = true
        else this.#ready.push({ planned, prepared: await this.#input.prepare(planned) })
      }
    } finally {
      this.#filling = false
    }
  }
}
