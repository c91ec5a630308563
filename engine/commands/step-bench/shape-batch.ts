/**
 * The arrays of timed steps, without a scheduler: every sequence owns pages of its own, as in service. Keys and values of a
 * context are not computed token by token, since what they hold does not change the time; but memory that was never written
 * is read from the kernel's one page of zeros and would look faster than it is, so `touch` has every part of every page
 * written first.
 */
import type { StepBatch } from '../../backends/backend.ts'

export interface ShapeBatch {
  readonly batch: StepBatch
  /** A chunk of one prompt: positions from `from`; logits of its last token where `sample` says so. */
  chunk(from: number, tokens: number, sample: boolean): void
  /** One token at position `position` of each of `sequences`, all sampled greedily. */
  decode(sequences: number, position: number): void
  /** One token in each of the groups [from, from + count) of `touchTokens` places of the cache, none sampled. */
  touch(from: number, count: number): void
}

export interface ShapeLimits {
  readonly maxSequences: number
  readonly maxStepTokens: number
  readonly kvBlocks: number
  readonly blockTokens: number
  /** Pages set aside for each sequence. */
  readonly sequenceBlocks: number
  readonly vocabSize: number
}

/** The kernels lay keys and values out in groups of so many tokens; one of them writes to all memory of its group. */
export const touchTokens = 16

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Arrays for the largest step of `limits`, filled anew by each call. */
export function createShapeBatch(limits: ShapeLimits): ShapeBatch {
  const batch = emptyBatch(limits)
  const add = (firstPage: number, pages: number, from: number, tokens: number, sample: boolean) => {
    const s = batch.sequences++
    const start = batch.starts[s] as number
    const page = batch.pageStarts[s] as number
    for (let i = 0; i < tokens; i++) {
      batch.tokens[start + i] = tokenAt(from + i, s, limits.vocabSize)
      batch.positions[start + i] = from + i
    }
    for (let i = 0; i < pages; i++) batch.pages[page + i] = firstPage + i
    batch.kvLengths[s] = from + tokens
    batch.starts[s + 1] = start + tokens
    batch.pageStarts[s + 1] = page + pages
    if (sample) batch.rows[batch.logitsRows++] = start + tokens - 1
  }
  const clear = () => {
    batch.sequences = 0
    batch.logitsRows = 0
  }
  const pagesOf = (tokens: number) => Math.ceil(tokens / limits.blockTokens)
  return {
    batch,
    chunk(from, tokens, sample) {
      clear()
      add(0, pagesOf(from + tokens), from, tokens, sample)
    },
    decode(sequences, position) {
      clear()
      for (let s = 0; s < sequences; s++) add(s * limits.sequenceBlocks, pagesOf(position + 1), position, 1, true)
    },
    touch(from, count) {
      clear()
      for (let place = from * touchTokens; place < (from + count) * touchTokens; place += touchTokens)
        add(Math.floor(place / limits.blockTokens), 1, place % limits.blockTokens, 1, false)
    },
  }
}

/** Any tokens do; these differ between neighbours, so that embedding rows are not read from cache. */
function tokenAt(position: number, sequence: number, vocabSize: number): number {
  return (position * 7919 + sequence * 104_729 + 1) % vocabSize
}

function emptyBatch(limits: ShapeLimits): Mutable<StepBatch> {
  const { maxSequences, maxStepTokens, kvBlocks } = limits
  return {
    sequences: 0,
    tokens: new Int32Array(maxStepTokens),
    positions: new Int32Array(maxStepTokens),
    starts: new Int32Array(maxSequences + 1),
    kvLengths: new Int32Array(maxSequences),
    pages: new Int32Array(kvBlocks),
    pageStarts: new Int32Array(maxSequences + 1),
    logitsRows: 0,
    rows: new Int32Array(maxSequences),
    temperature: new Float32Array(maxSequences),
    topK: new Int32Array(maxSequences),
    topP: new Float32Array(maxSequences).fill(1),
    draw: new Float64Array(maxSequences),
    sampled: new Int32Array(maxSequences),
    logprob: null,
    logits: null,
  }
}
