/**
 * Hands the items of one schedule out to the workers they belong to: in schedule order, each exactly once, as many to each as it has
 * asked for. What belongs to one that has no room yet waits (unwritten) until it has.
 */
export interface DealerOptions<T, W> {
  readonly items: Iterable<T>
  /** The lane of the item at that place. */
  readonly laneOf: (place: number) => number
  readonly lanes: number
  /** Makes an item ready to be sent. */
  readonly write: (item: T) => Promise<W>
  readonly give: (lane: number, written: readonly W[]) => void
  /** A lane has got all that is its own. */
  readonly end: (lane: number) => void
  readonly fail: (error: unknown) => void
}

// Items go out together, which costs a message each less, but the first of them does not wait for more than this many.
const batch = 16

export class Dealer<T, W> {
  readonly #options: DealerOptions<T, W>
  readonly #source: Iterator<T>
  readonly #wanted: number[]
  /** Read from the schedule, and not yet asked for by their lanes. */
  readonly #waiting: T[][]
  readonly #written: W[][]
  readonly #ended: boolean[]
  #place = 0
  #exhausted = false
  #dealing = false
  #closed = false

  constructor(options: DealerOptions<T, W>) {
    this.#options = options
    this.#source = options.items[Symbol.iterator]()
    const perLane = <V>(make: () => V) => Array.from({ length: options.lanes }, make)
    this.#wanted = perLane(() => 0)
    this.#waiting = perLane(() => [])
    this.#written = perLane(() => [])
    this.#ended = perLane(() => false)
  }

  /** A lane has room for so many more. */
  want(lane: number, count: number): void {
    this.#wanted[lane] = (this.#wanted[lane] as number) + count
    if (this.#dealing || this.#closed) return
    this.#dealing = true
    this.#deal().catch((error: unknown) => {
      this.#closed = true
      this.#options.fail(error)
    })
  }

  /** Hands out nothing more. */
  close(): void {
    this.#closed = true
  }

  async #deal(): Promise<void> {
    for (let next = this.#next(); next !== null && !this.#closed; next = this.#next()) {
      const { lane, item } = next
      this.#wanted[lane] = (this.#wanted[lane] as number) - 1
      const written = this.#written[lane] as W[]
      const writing = this.#options.write(item)
      // A body that takes long to write keeps nobody else waiting for those already written.
      const impatience = setImmediate(() => this.#giveAll())
      const length = written.push(await writing)
      clearImmediate(impatience)
      if (length < batch) continue
      this.#give(lane)
      await new Promise((resolve) => setImmediate(resolve)) // records and signals come in between
    }
    this.#giveAll()
    this.#endLanes()
    this.#dealing = false
  }

  /** The next item that a lane wants. */
  #next(): { readonly lane: number; readonly item: T } | null {
    for (const [lane, waiting] of this.#waiting.entries()) {
      const item = (this.#wanted[lane] as number) > 0 ? waiting.shift() : undefined
      if (item !== undefined) return { lane, item }
    }
    while (!this.#exhausted && this.#wanted.some((count) => count > 0)) {
      const { value, done } = this.#source.next()
      if (done === true) {
        this.#exhausted = true
        break
      }
      const lane = this.#options.laneOf(this.#place++)
      if ((this.#wanted[lane] as number) > 0) return { lane, item: value }
      this.#waiting[lane]?.push(value)
    }
    return null
  }

  #giveAll(): void {
    for (const lane of this.#written.keys()) this.#give(lane)
  }

  #give(lane: number): void {
    const written = (this.#written[lane] as W[]).splice(0)
    if (written.length > 0 && !this.#closed) this.#options.give(lane, written)
  }

  #endLanes(): void {
    if (!this.#exhausted) return
    for (const [lane, waiting] of this.#waiting.entries()) {
      if (this.#ended[lane] === true || waiting.length > 0) continue
      this.#ended[lane] = true
      this.#options.end(lane)
    }
  }
}
