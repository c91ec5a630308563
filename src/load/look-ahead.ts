import type { PreparedRequest } from '../clients/client.ts'
import type { PlannedRequest } from '../workload/planned-request.ts'

/**
 * Bodies made ahead of their sending: a bounded queue between the schedule and the loop that sends. It is full before the
 * run starts; afterwards it is refilled one body at a time in quiet moments, and without asking once it runs low. When it
 * is empty the loop waits, and the wait shows as send lag.
 */
export interface Ready<P, R> {
  readonly planned: P
  readonly prepared: R
}

/** A request with its body. */
export type ReadyRequest = Ready<PlannedRequest, PreparedRequest>

/** Whatever hands a loop its requests, each with its body. */
export interface Ahead<P = PlannedRequest, R = PreparedRequest> {
  /** Resolves when as many are ready as are held (or there are). */
  fill(): Promise<void>
  /** The next in schedule order; null after the last. */
  next(): Promise<Ready<P, R> | null>
  /** Hands out nothing more; whoever waits gets null. */
  close(): void
}

export interface LookAheadOptions<P, R> {
  readonly requests: Iterable<P>
  readonly prepare: (request: P) => Promise<R>
  /** Most bodies held. */
  readonly depth: number
  /** Bodies wanted at once when the load starts: so many are held then. */
  readonly first?: number
  /** Resolves when nothing is about to be sent, or it has become urgent. */
  readonly quiet: (urgent: () => boolean) => Promise<void>
}

export class LookAhead<P = PlannedRequest, R = PreparedRequest> implements Ahead<P, R> {
  readonly #options: LookAheadOptions<P, R>
  readonly #source: Iterator<P>
  readonly #ready: Ready<P, R>[] = []
  readonly #takers: { resolve: (ready: Ready<P, R> | null) => void; reject: (error: unknown) => void }[] = []
  #pumping: Promise<void> | null = null
  #ended = false
  #closed = false
  #started = false
  #error: Error | null = null

  constructor(options: LookAheadOptions<P, R>) {
    this.#options = options
    this.#source = options.requests[Symbol.iterator]()
  }

  /** Fills the queue to its depth, or with what is wanted at once if that is more (or to the schedule's end). */
  async fill(): Promise<void> {
    await this.#pump()
    this.#started = true
  }

  /** The next request in schedule order; null after the last. A body that could not be made is an error from then on. */
  next(): Promise<Ready<P, R> | null> {
    if (this.#error !== null) return Promise.reject(this.#error)
    const ready = this.#ready.shift()
    if (ready === undefined && this.#ended) return Promise.resolve(null)
    const taken = ready === undefined ? this.#wait() : Promise.resolve(ready)
    this.#refill().catch((error: unknown) => this.#fail(error))
    return taken
  }

  /** Stops preparing; whoever waits gets null. */
  close(): void {
    this.#closed = true
    this.#end()
  }

  #wait(): Promise<Ready<P, R> | null> {
    return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }))
  }

  /** Whoever takes several at once has started no pump but the first. */
  async #refill(): Promise<void> {
    do await this.#pump()
    while (this.#wants())
  }

  #wants(): boolean {
    const { depth, first = 0 } = this.#options
    const most = this.#started ? depth : Math.max(depth, first)
    return !this.#ended && (this.#takers.length > 0 || this.#ready.length < most)
  }

  #pump(): Promise<void> {
    this.#pumping ??= this.#run().finally(() => {
      this.#pumping = null
    })
    return this.#pumping
  }

  async #run(): Promise<void> {
    const { depth, prepare, quiet } = this.#options
    while (this.#wants()) {
      const low = () => this.#ended || this.#ready.length <= depth / 4
      if (this.#started && !low()) await quiet(low)
      if (this.#ended) return
      const { value: planned, done } = this.#source.next()
      if (done === true) return this.#end()
      const prepared = await prepare(planned)
      if (this.#closed) return
      const taker = this.#takers.shift()
      if (taker === undefined) this.#ready.push({ planned, prepared })
      else taker.resolve({ planned, prepared })
    }
  }

  #end(): void {
    this.#ended = true
    for (const taker of this.#takers.splice(0)) taker.resolve(null)
  }

  #fail(error: unknown): void {
    this.#ended = true
    this.#error = error as Error
    for (const taker of this.#takers.splice(0)) taker.reject(error)
  }
}
