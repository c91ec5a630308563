/**
 * Pages of the KV cache, counted. A page is free or held by one or more owners (reference counts, so that sequences can
 * share a prefix). The free list is a stack: a page just freed is handed out next, so memory that was never needed is never
 * touched. Numbers only: where a page lies in memory is the backend's business.
 */
export interface BlockPool {
  readonly total: number
  readonly free: number
  /** Takes one page with one owner, or null when none is free. */
  take(): number | null
  /** One more owner of a held page. */
  share(block: number): void
  /** One owner less; the page is free when none is left. */
  release(block: number): void
  /** Owners of a page; 0 when free. */
  owners(block: number): number
  /** Violated invariants, for tests and the idle loop; empty when all is well. */
  check(): string[]
}

/** A pool of `total` pages, all free. */
export function createBlockPool(total: number): BlockPool {
  const stack = Int32Array.from({ length: total }, (_, i) => total - 1 - i)
  const counts = new Int32Array(total)
  let free = total
  const held = (block: number, action: string) => {
    const count = counts[block]
    if (count === undefined || count < 1)
      throw new RangeError(`${action} page ${block}: expected a held page of ${total}`)
    return count
  }
  return {
    total,
    get free() {
      return free
    },
    take() {
      if (free === 0) return null
      const block = stack[--free] as number
      counts[block] = 1
      return block
    },
    share(block) {
      counts[block] = held(block, 'share') + 1
    },
    release(block) {
      const left = held(block, 'release') - 1
      counts[block] = left
      if (left === 0) stack[free++] = block
    },
    owners: (block) => counts[block] ?? 0,
    check: () => violations(stack.subarray(0, free), counts),
  }
}

function violations(freeBlocks: Int32Array, counts: Int32Array): string[] {
  const faults: string[] = []
  const unheld = counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0)
  if (unheld !== freeBlocks.length) faults.push(`${unheld} pages without owner, ${freeBlocks.length} in the free list`)
  if (new Set(freeBlocks).size !== freeBlocks.length) faults.push('a page is twice in the free list')
  for (const block of freeBlocks)
    if (counts[block] !== 0) faults.push(`page ${block} is free and has ${counts[block]} owners`)
  counts.forEach((count, block) => {
    if (count < 0) faults.push(`page ${block} has ${count} owners`)
  })
  return faults
}
