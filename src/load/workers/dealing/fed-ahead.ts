import type { Ahead, Ready } from '../../look-ahead.ts'

/**
 * Requests that another thread prepares: asks for as many as it has room for whenever half of them are gone, so that what is asked for
 * arrives while the other half is sent. When it is empty the loop waits, and the wait shows as send lag.
 */
export class FedAhead<P, R> implements Ahead<P, R> {
  readonly #depth: number
  readonly #want: (count: number) => void
  readonly #ready: Ready<P, R>[] = []
  readonly #takers: ((ready: Ready<P, R> | null) => void)[] = []
  #wanted = 0
  #ended = false
  #filled: () => void = () => {}

  constructor(depth: number, want: (count: number) => void) {
    this.#depth = depth
    this.#want = want
  }

  fill(): Promise<void> {
    return new Promise((resolve) => {
      this.#filled = resolve
      this.#askForMore()
      this.#look()
    })
  }

  next(): Promise<Ready<P, R> | null> {
    const ready = this.#ready.shift()
    this.#askForMore()
    if (ready !== undefined) return Promise.resolve(ready)
    return this.#ended ? Promise.resolve(null) : new Promise((resolve) => this.#takers.push(resolve))
  }

  /** Takes what came. */
  add(items: readonly Ready<P, R>[]): void {
    this.#wanted -= items.length
    if (this.#ended) return
    for (const item of items) {
      const taker = this.#takers.shift()
      if (taker === undefined) this.#ready.push(item)
      else taker(item)
    }
    this.#askForMore()
    this.#look()
  }

  /** Nothing more will come; what is there is still handed out. */
  end(): void {
    this.#ended = true
    for (const taker of this.#takers.splice(0)) taker(null)
    this.#look()
  }

  close(): void {
    this.#ready.length = 0
    this.end()
  }

  #askForMore(): void {
    const missing = this.#depth - this.#ready.length - this.#wanted
    if (this.#ended || missing < this.#depth / 2) return
    this.#wanted += missing
    this.#want(missing)
  }

  #look(): void {
    if (this.#ended || this.#ready.length >= this.#depth) this.#filled()
  }
}
