/**
 * What the engine did and how long it took, kernel by kernel: the contract `infbench.kernels/1`, which GET /internal/kernels
 * answers with. All numbers are totals since the model was loaded, so that two answers subtracted are the work between
 * them. Ratios are the reader's business.
 */
import type { ComputeType, MachinePeaks } from './peaks/machine-peaks.ts'

export interface KernelReport {
  readonly schema: 'infbench.kernels/1'
  readonly model: string
  readonly isa: string
  readonly threads: number
  /** What the machine can do at most; null where it was not measured. */
  readonly peaks: MachinePeaks | null
  readonly phases: Readonly<Record<PhaseName, PhaseReport>>
}

/** decode: steps in which every sequence brings one token; prefill: all others, decodes that ride along included. */
export const phaseNames = ['prefill', 'decode'] as const
export type PhaseName = (typeof phaseNames)[number]

export interface PhaseReport {
  readonly steps: number
  /** Tokens through the model. */
  readonly tokens: number
  /** Whole steps; what the kernels leave of it is overhead. */
  readonly stepNs: number
  /** FLOP that the model needs for these tokens; tokens computed again after losing their pages are left out. */
  readonly modelFlops: number
  /** Weights read once per step, keys and values read and written. */
  readonly movedBytes: number
  readonly kernels: readonly KernelTotals[]
}

/** One kernel call of the plan, all layers together. */
export interface KernelTotals {
  /** `attention.qkv`, as in the plan without its layer. */
  readonly name: string
  /** The plan's operation. */
  readonly op: string
  /** What its arithmetic runs on: says which peak applies. */
  readonly type: ComputeType
  readonly calls: number
  /** 0 where the engine does not time its nodes. */
  readonly ns: number
  readonly flops: number
  /** What must cross from memory if nothing stays in cache between kernels: weights, keys, values, activations. */
  readonly bytes: number
}
