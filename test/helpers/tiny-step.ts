import type { StepBatch } from '../../engine/backends/backend.ts'

/** What one sequence brings to a step: `tokens` from position `start` on, its pages, and which of its tokens' logits are wanted. */
export interface TinySequence {
  readonly tokens: readonly number[]
  readonly start: number
  readonly pages: readonly number[]
  readonly wanted: 'all' | 'last' | 'none'
}

/** A greedy batch with logits asked for. */
export function tinyBatch(
  sequences: readonly TinySequence[],
  vocabSize: number,
): StepBatch & { logits: Float32Array; logprob: Float32Array } {
  const starts = prefixSums(sequences.map(({ tokens }) => tokens.length))
  const rows = sequences.flatMap(({ tokens, wanted }, s) => {
    const all = tokens.map((_, i) => (starts[s] as number) + i)
    return wanted === 'all' ? all : wanted === 'last' ? all.slice(-1) : []
  })
  return {
    sequences: sequences.length,
    tokens: Int32Array.from(sequences.flatMap(({ tokens }) => tokens)),
    positions: Int32Array.from(sequences.flatMap(({ tokens, start }) => tokens.map((_, i) => start + i))),
    starts,
    kvLengths: Int32Array.from(sequences, ({ tokens, start }) => start + tokens.length),
    pages: Int32Array.from(sequences.flatMap(({ pages }) => pages)),
    pageStarts: prefixSums(sequences.map(({ pages }) => pages.length)),
    logitsRows: rows.length,
    rows: Int32Array.from(rows),
    temperature: new Float32Array(rows.length),
    topK: new Int32Array(rows.length),
    topP: new Float32Array(rows.length).fill(1),
    draw: new Float64Array(rows.length),
    sampled: new Int32Array(rows.length),
    logprob: new Float32Array(rows.length),
    logits: new Float32Array(rows.length * vocabSize),
  }
}

function prefixSums(counts: readonly number[]): Int32Array {
  const sums = new Int32Array(counts.length + 1)
  counts.forEach((count, i) => {
    sums[i + 1] = (sums[i] as number) + count
  })
  return sums
}
