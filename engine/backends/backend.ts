import type { Plan } from './plan.ts'

/** Every instruction set that kernels are written for (engine/native/kernels/isa.h); a CPU runs some of them. */
export const isaNames = ['avx512bf16', 'avx512vnni', 'avx512', 'avxvnni', 'avx2', 'neon', 'scalar'] as const

/** Executes plans. One backend object serves one process; each model opened owns its weights, KV pool and scratch. */
export interface Backend {
  readonly name: 'native'
  /** Instruction sets this CPU can run, best first; `scalar` is always the last. */
  readonly isas: readonly string[]
  open(plan: Plan, options: OpenOptions): ExecutableModel
}

export interface OpenOptions {
  /** At most the physical cores. */
  readonly threads: number
  /** One of `Backend.isas`. */
  readonly isa: string
  /** KV pool: `kvBlocks` pages of `blockTokens` tokens (a multiple of 16) for every layer. */
  readonly kvBlocks: number
  readonly blockTokens: number
  /** Scratch is sized for this many tokens, sequences and logits rows in one step. */
  readonly maxStepTokens: number
  readonly maxSequences: number
  /** Counts calls and time of every node; off, `counters` stay zero. */
  readonly timing: boolean
  /** Linears in register tiles; off, one row and one block of outputs at a time, to show what tiling buys. */
  readonly tiled: boolean
  /** Fix each thread to a core. */
  readonly pinned: boolean
}

/** decode: steps whose sequences bring one token each; all others are counted as prefill. */
export type StepPhase = 'prefill' | 'decode'

export interface ExecutableModel {
  /** Runs the plan once over `batch`, blocking; fills `batch.sampled` (and `batch.logits` when it is not null). */
  step(batch: StepBatch): void
  /**
   * Per plan node since open, in node order: [calls0, ns0, calls1, ns1, ...]; after the nodes one more pair with the calls
   * and nanoseconds of whole steps, so that the difference is what lies between the nodes.
   */
  counters(phase: StepPhase): Float64Array
  readonly weightBytes: number
  readonly kvBytes: number
  readonly scratchBytes: number
  /** Frees everything; twice is harmless; `step` afterwards throws. */
  close(): void
}

/**
 * A ragged batch of S sequences and T tokens. JavaScript owns the arrays, native never keeps them. Sequence s brings tokens
 * [starts[s], starts[s+1]); its KV length after the step is kvLengths[s]; its pages are pages[pageStarts[s] .. pageStarts[s+1]),
 * and position p of it lives in page p / blockTokens. Arrays may be longer than needed; `sequences` and `logitsRows` count.
 */
export interface StepBatch {
  readonly sequences: number
  readonly tokens: Int32Array
  readonly positions: Int32Array
  readonly starts: Int32Array
  readonly kvLengths: Int32Array
  readonly pages: Int32Array
  readonly pageStarts: Int32Array
  /** Token rows (0..T) whose next token is wanted, ascending. */
  readonly logitsRows: number
  readonly rows: Int32Array
  /** Per logits row. temperature 0: greedy, lowest index wins ties. topK 0 and topP 1: off. Order: temperature, top_k, top_p. */
  readonly temperature: Float32Array
  readonly topK: Int32Array
  readonly topP: Float32Array
  /** Uniform in [0, 1), drawn by the caller from the request's own seed: sampling is a pure function of logits and draw. */
  readonly draw: Float64Array
  /** Out: the token picked per logits row. */
  readonly sampled: Int32Array
  /** Out when not null: natural log of the untempered softmax probability of the token picked; costs a pass over the logits. */
  readonly logprob: Float32Array | null
  /** Out when not null: logitsRows x vocabSize. */
  readonly logits: Float32Array | null
}
