import { EngineError } from '../engine-error.ts'

/** A byte-level BPE vocabulary: byte strings written as latin1 text, rank = id = merge order. */
export interface RankTable {
  readonly pattern: string
  /** Latin1 text of each rank's bytes. */
  readonly pieces: readonly string[]
  readonly rankOf: ReadonlyMap<string, number>
}

/** Shape of js-tiktoken's rank files: lines of `! <first rank> <base64> <base64> ...`. */
export interface TiktokenRanks {
  readonly pat_str: string
  readonly bpe_ranks: string
}

/**
 * The first `count` ranks of a vocabulary. A prefix is itself a valid BPE: each rank joins two of lower rank. Decoding only
 * the prefix keeps the start fast (31,744 ranks take about 15 ms).
 */
export function readRanks(ranks: TiktokenRanks, count: number): RankTable {
  const pieces: string[] = []
  for (const line of ranks.bpe_ranks.split('\n')) {
    if (line === '' || pieces.length >= count) continue
    const start = line.indexOf(' ', 2)
    const first = Number(line.slice(2, start))
    if (first !== pieces.length)
      throw new EngineError('internal', `ranks: expected rank ${pieces.length}, got ${first}`)
    for (let at = start + 1; at < line.length && pieces.length < count; ) {
      const space = line.indexOf(' ', at)
      const end = space < 0 ? line.length : space
      pieces.push(Buffer.from(line.slice(at, end), 'base64').toString('latin1'))
      at = end + 1
    }
  }
  if (pieces.length < count)
    throw new EngineError('model', `vocabulary: expected at most ${pieces.length} ranks, got ${count}`)
  return { pattern: ranks.pat_str, pieces, rankOf: new Map(pieces.map((piece, rank) => [piece, rank])) }
}
