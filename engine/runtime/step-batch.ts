import type { StepBatch } from '../backends/backend.ts'
import type { BlockTable } from '../kvcache/block-table.ts'
import type { StepWork } from '../scheduler/scheduler.ts'
import type { ActiveRequest } from './active-request.ts'
import { draw } from './draw.ts'

export interface BatchLimits {
  readonly maxSequences: number
  readonly maxStepTokens: number
  readonly maxSequenceBlocks: number
}

/** The arrays of a step, made once and filled anew for each: the hot loop allocates nothing. */
export interface StepBatchBuilder {
  readonly batch: StepBatch
  clear(): void
  /** Adds one sequence's work; `table` must cover the tokens of the step. */
  add(work: StepWork, active: ActiveRequest, table: BlockTable): void
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Arrays for the largest step of `limits`. */
export function createStepBatch(limits: BatchLimits): StepBatchBuilder {
  const batch = emptyBatch(limits)
  return {
    batch,
    clear() {
      batch.sequences = 0
      batch.logitsRows = 0
    },
    add(work, active, table) {
      const from = batch.starts[batch.sequences] as number
      for (let i = 0; i < work.tokens; i++) {
        batch.tokens[from + i] = active.tokens[work.start + i] as number
        batch.positions[from + i] = work.start + i
      }
      const firstPage = batch.pageStarts[batch.sequences] as number
      for (let i = 0; i < table.count; i++) batch.pages[firstPage + i] = table.blocks[i] as number
      batch.kvLengths[batch.sequences] = work.start + work.tokens
      if (work.samples) addRow(batch, from + work.tokens - 1, active)
      batch.sequences++
      batch.starts[batch.sequences] = from + work.tokens
      batch.pageStarts[batch.sequences] = firstPage + table.count
    },
  }
}

function emptyBatch({ maxSequences, maxStepTokens, maxSequenceBlocks }: BatchLimits): Mutable<StepBatch> {
  return {
    sequences: 0,
    tokens: new Int32Array(maxStepTokens),
    positions: new Int32Array(maxStepTokens),
    starts: new Int32Array(maxSequences + 1),
    kvLengths: new Int32Array(maxSequences),
    pages: new Int32Array(maxSequences * maxSequenceBlocks),
    pageStarts: new Int32Array(maxSequences + 1),
    logitsRows: 0,
    rows: new Int32Array(maxSequences),
    temperature: new Float32Array(maxSequences),
    topK: new Int32Array(maxSequences),
    topP: new Float32Array(maxSequences),
    draw: new Float64Array(maxSequences),
    sampled: new Int32Array(maxSequences),
    logprob: null,
    logits: null,
  }
}

function addRow(batch: Mutable<StepBatch>, row: number, active: ActiveRequest): void {
  const { sampling } = active.request
  const at = batch.logitsRows++
  batch.rows[at] = row
  batch.temperature[at] = sampling.temperature
  batch.topK[at] = sampling.topK
  batch.topP[at] = sampling.topP
  batch.draw[at] = sampling.temperature === 0 ? 0 : draw(sampling.seed, active.generated)
}
