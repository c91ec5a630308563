/**
 * The merge loop of byte-pair encoding: again and again, of all neighbouring symbols that the vocabulary joins, join the
 * pair of best priority, the leftmost among equals. Scanning all pairs after every merge takes quadratic time, which a
 * megabyte without a space turns into hours; here candidates wait in a binary heap and symbols form a linked list, so n
 * symbols take O(n log n). A heap entry is stale when a symbol of its pair has been merged since; stale ones are dropped
 * when they surface.
 */

/** The symbol that left and right join to, or -1. */
export type Join = (left: number, right: number) => number

/** Merges `symbols` in place of order; lower `priority(joined)` goes first. Returns the symbols that remain. */
export function mergeSymbols(symbols: readonly number[], join: Join, priority: (joined: number) => number): number[] {
  if (symbols.length < 2) return [...symbols]
  const state = linkedList(symbols)
  const heap = candidateHeap()
  const offer = (left: number) => {
    const right = state.next[left] ?? -1
    if (left < 0 || right < 0) return
    const joined = join(state.symbol[left] as number, state.symbol[right] as number)
    if (joined >= 0) heap.push({ priority: priority(joined), left, joined, stamp: pairStamp(state, left, right) })
  }
  for (let i = 0; i + 1 < symbols.length; i++) offer(i)
  for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
    const { left, joined } = best
    const right = state.next[left] ?? -1
    if (right < 0 || state.symbol[left] === -1 || best.stamp !== pairStamp(state, left, right)) continue
    absorb(state, left, right, joined)
    offer(state.previous[left] ?? -1)
    offer(left)
  }
  return [...state.symbol].filter((symbol) => symbol !== -1)
}

interface LinkedList {
  /** -1: absorbed by its left neighbour. */
  readonly symbol: Int32Array
  readonly next: Int32Array
  readonly previous: Int32Array
  /** First original index after the symbol: with its start, this names the exact span it covers. */
  readonly end: Int32Array
}

function linkedList(symbols: readonly number[]): LinkedList {
  const n = symbols.length
  return {
    symbol: Int32Array.from(symbols),
    next: Int32Array.from({ length: n }, (_, i) => (i + 1 < n ? i + 1 : -1)),
    previous: Int32Array.from({ length: n }, (_, i) => i - 1),
    end: Int32Array.from({ length: n }, (_, i) => i + 1),
  }
}

/** Changes whenever either symbol of the pair grows: where the right one starts and where it ends. */
function pairStamp(state: LinkedList, left: number, right: number): number {
  return (state.end[left] as number) * 0x4000000 + (state.end[right] as number)
}

function absorb(state: LinkedList, left: number, right: number, joined: number): void {
  const after = state.next[right] as number
  state.symbol[left] = joined
  state.symbol[right] = -1
  state.end[left] = state.end[right] as number
  state.next[left] = after
  if (after >= 0) state.previous[after] = left
}

interface Candidate {
  readonly priority: number
  readonly left: number
  readonly joined: number
  readonly stamp: number
}

function before(a: Candidate, b: Candidate): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.left < b.left)
}

function candidateHeap(): { push(entry: Candidate): void; pop(): Candidate | undefined } {
  const heap: Candidate[] = []
  return {
    push(entry) {
      let at = heap.push(entry) - 1
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (!before(entry, heap[parent] as Candidate)) break
        heap[at] = heap[parent] as Candidate
        at = parent
      }
      heap[at] = entry
    },
    pop() {
      const top = heap[0]
      const entry = heap.pop()
      if (entry === undefined || heap.length === 0) return top
      let at = 0
      for (let child = 1; child < heap.length; child = 2 * at + 1) {
        if (child + 1 < heap.length && before(heap[child + 1] as Candidate, heap[child] as Candidate)) child++
        if (!before(heap[child] as Candidate, entry)) break
        heap[at] = heap[child] as Candidate
        at = child
      }
      heap[at] = entry
      return top
    },
  }
}
