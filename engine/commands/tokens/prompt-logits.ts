/**
 * Logits of prompts without sampling, straight through the backend: each step takes a chunk of every prompt that is not
 * through yet, until the first one is. The others only share the batch. By batch invariance neither they nor the chunks
 * change the answer.
 */
import type { ExecutableModel, StepBatch } from '../../backends/backend.ts'
import { EngineError } from '../../engine-error.ts'
import type { EngineFacts } from '../../runtime/setup/engine-facts.ts'

/** Logits of the first prompt: of its last position, or with `all` of every one. */
export function promptLogits(
  executable: ExecutableModel,
  facts: EngineFacts,
  prompts: readonly (readonly number[])[],
  all: boolean,
): readonly Float32Array[] {
  const { maxStepTokens, maxSequences } = facts.limits
  const pages = pagesOf(prompts, facts)
  const done = prompts.map(() => 0)
  const length = prompts[0]?.length ?? 0
  const rows: Float32Array[] = []
  while ((done[0] ?? 0) < length) {
    const open = prompts.filter((prompt, s) => prompt.length > (done[s] as number)).length
    const share = Math.max(1, Math.min(Math.floor(maxStepTokens / open), all ? maxSequences : maxStepTokens))
    const chunks = prompts.flatMap((prompt, s): Chunk[] => {
      const start = done[s] as number
      const tokens = prompt.slice(start, start + share)
      done[s] = start + tokens.length
      return tokens.length === 0 ? [] : [{ tokens, start, pages: pages[s] as Int32Array }]
    })
    const first = chunks[0] as Chunk
    const wanted = all ? first.tokens.length : done[0] === length ? 1 : 0
    const batch = batchOf(chunks, first.tokens.length - wanted, wanted, facts.vocabSize)
    executable.step(batch)
    for (let row = 0; row < wanted; row++)
      rows.push((batch.logits as Float32Array).slice(row * facts.vocabSize, (row + 1) * facts.vocabSize))
  }
  return rows
}

interface Chunk {
  readonly tokens: readonly number[]
  /** Position of its first token. */
  readonly start: number
  readonly pages: Int32Array
}

/** Pages side by side for each prompt. */
function pagesOf(prompts: readonly (readonly number[])[], { blockTokens, kvBlocks }: EngineFacts): Int32Array[] {
  let next = 0
  const pages = prompts.map((prompt) =>
    Int32Array.from({ length: Math.ceil(prompt.length / blockTokens) }, () => next++),
  )
  if (next <= kvBlocks) return pages
  const needed = `${next} pages of ${blockTokens} tokens`
  throw new EngineError('usage', `--kv-cache: expected room for ${needed}, got ${kvBlocks} pages`)
}

/** The last `wanted` rows of the first chunk, from its row `firstRow` on, are asked for; nothing is drawn. */
function batchOf(chunks: readonly Chunk[], firstRow: number, wanted: number, vocabSize: number): StepBatch {
  return {
    sequences: chunks.length,
    tokens: Int32Array.from(chunks.flatMap(({ tokens }) => tokens)),
    positions: Int32Array.from(chunks.flatMap(({ tokens, start }) => tokens.map((_, i) => start + i))),
    starts: sums(chunks.map(({ tokens }) => tokens.length)),
    kvLengths: Int32Array.from(chunks, ({ tokens, start }) => start + tokens.length),
    pages: Int32Array.from(chunks.flatMap(({ pages }) => [...pages])),
    pageStarts: sums(chunks.map(({ pages }) => pages.length)),
    logitsRows: wanted,
    rows: Int32Array.from({ length: wanted }, (_, i) => firstRow + i),
    temperature: new Float32Array(wanted),
    topK: new Int32Array(wanted),
    topP: new Float32Array(wanted).fill(1),
    draw: new Float64Array(wanted),
    sampled: new Int32Array(wanted),
    logprob: null,
    logits: new Float32Array(wanted * vocabSize),
  }
}

function sums(counts: readonly number[]): Int32Array {
  const starts = new Int32Array(counts.length + 1)
  counts.forEach((count, i) => {
    starts[i + 1] = (starts[i] as number) + count
  })
  return starts
}
