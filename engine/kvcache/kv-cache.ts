import type { BlockPool } from './block-pool.ts'
import { createBlockPool } from './block-pool.ts'
import type { BlockTable } from './block-table.ts'
import { createBlockTable } from './block-table.ts'

/** Hands pages of the pool to sequences, by sequence id. Every call that changes state is all or nothing. */
export interface KvCache {
  readonly blockTokens: number
  readonly totalBlocks: number
  readonly freeBlocks: number
  /** Pages that `tokens` tokens need. */
  blocksFor(tokens: number): number
  /** Makes room for `tokens` tokens of a sequence in all; false, and nothing changed, when the pool cannot. */
  reserve(sequence: number, tokens: number): boolean
  /** Pages that `sequence` still needs for `tokens` tokens. */
  missing(sequence: number, tokens: number): number
  /** Gives back all pages of a sequence; harmless when it has none. */
  release(sequence: number): void
  /** The sequence's pages, or null when it holds none. Owned by the cache. */
  tableOf(sequence: number): BlockTable | null
  /** Violated invariants; empty when all is well. */
  check(): string[]
}

/** A cache of `totalBlocks` pages of `blockTokens` tokens each. */
export function createKvCache(totalBlocks: number, blockTokens: number): KvCache {
  const pool = createBlockPool(totalBlocks)
  const tables = new Map<number, BlockTable>()
  const blocksFor = (tokens: number) => Math.ceil(tokens / blockTokens)
  const missing = (sequence: number, tokens: number) =>
    Math.max(0, blocksFor(tokens) - (tables.get(sequence)?.count ?? 0))
  return {
    blockTokens,
    totalBlocks,
    get freeBlocks() {
      return pool.free
    },
    blocksFor,
    missing,
    reserve(sequence, tokens) {
      const wanted = missing(sequence, tokens)
      if (wanted > pool.free) return false
      if (wanted === 0) return true
      const table = tables.get(sequence) ?? createBlockTable(wanted + 1)
      tables.set(sequence, table)
      for (let i = 0; i < wanted; i++) table.append(pool.take() as number)
      return true
    },
    release(sequence) {
      const table = tables.get(sequence)
      if (table === undefined) return
      // Last first: handed out again they follow one another, and pages that do are read fastest.
      for (let i = table.count; i-- > 0; ) pool.release(table.blocks[i] as number)
      tables.delete(sequence)
    },
    tableOf: (sequence) => tables.get(sequence) ?? null,
    check: () => violations(pool, tables),
  }
}

function violations(pool: BlockPool, tables: ReadonlyMap<number, BlockTable>): string[] {
  const faults = pool.check()
  const references = new Map<number, number>()
  for (const table of tables.values())
    for (const block of table.blocks.subarray(0, table.count)) references.set(block, (references.get(block) ?? 0) + 1)
  for (const [block, count] of references)
    if (pool.owners(block) !== count) faults.push(`page ${block}: ${count} tables, ${pool.owners(block)} owners`)
  if (references.size + pool.free !== pool.total)
    faults.push(`${references.size} pages held + ${pool.free} free, expected ${pool.total}`)
  return faults
}
