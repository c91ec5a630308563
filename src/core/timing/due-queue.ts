/** A binary heap of calls by due time; calls due at the same time keep the order in which they were added. */
export interface DueCall {
  readonly at: number
  readonly run: () => void
}

interface Entry extends DueCall {
  readonly order: number
}

export class DueQueue {
  readonly #heap: Entry[] = []
  #added = 0

  /** Due time of the next call; Infinity when there is none. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  add(call: DueCall): void {
    const heap = this.#heap
    const entry = { at: call.at, run: call.run, order: this.#added++ }
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!before(entry, heap[parent] as Entry)) break
      heap[place] = heap[parent] as Entry
      place = parent
    }
    heap[place] = entry
  }

  /** Takes the next call if it is due by `now`. */
  takeDue(now: number): DueCall | null {
    const first = this.#heap[0]
    if (first === undefined || first.at > now) return null
    const last = this.#heap.pop() as Entry
    if (this.#heap.length > 0) this.#sink(last)
    return first
  }

  clear(): void {
    this.#heap.length = 0
  }

  #sink(entry: Entry): void {
    const heap = this.#heap
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++
      if (!before(heap[child] as Entry, entry)) break
      heap[place] = heap[child] as Entry
      place = child
    }
    heap[place] = entry
  }
}

const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order)
