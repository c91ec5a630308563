import type { Sequence } from './sequence.ts'

/** Sequences in order of arrival (rising id). New arrivals append in O(1); the pre-empted go back to their place. */
export interface SequenceQueue {
  readonly size: number
  first(): Sequence | null
  /** The youngest. */
  last(): Sequence | null
  at(index: number): Sequence | null
  insert(sequence: Sequence): void
  /** Takes a sequence out by id; null when it is not here. */
  remove(id: number): Sequence | null
}

/** An empty queue. */
export function createSequenceQueue(): SequenceQueue {
  const items: Sequence[] = []
  return {
    get size() {
      return items.length
    },
    first: () => items[0] ?? null,
    last: () => items.at(-1) ?? null,
    at: (index) => items[index] ?? null,
    insert(sequence) {
      items.splice(lowerBound(items, sequence.id), 0, sequence)
    },
    remove(id) {
      const index = lowerBound(items, id)
      return items[index]?.id === id ? (items.splice(index, 1)[0] ?? null) : null
    },
  }
}

/** Index of the first item whose id is at least `id`. */
function lowerBound(items: readonly Sequence[], id: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[middle] as Sequence).id < id) low = middle + 1
    else high = middle
  }
  return low
}
