/**
 * What the bundled engine did during the measurement window, kernel by kernel, and what its machine can do at most. Amounts
 * only: `hardware` makes ratios of them. An endpoint tells nothing of the kind; then there is no such record at all.
 */
export interface EngineWork {
  readonly isa: string
  readonly threads: number
  /** Null where the machine was not measured. */
  readonly peaks: PeakRates | null
  readonly phases: Readonly<Record<PhaseName, PhaseWork>>
}

/** decode: steps in which every sequence brings one token; prefill: all others, decodes that ride along included. */
export const phaseNames = ['prefill', 'decode'] as const
export type PhaseName = (typeof phaseNames)[number]

/** What arithmetic runs on; says which peak applies. */
export const computeTypes = ['f32', 'bf16', 'int8'] as const
export type ComputeType = (typeof computeTypes)[number]

/** Measured on the threads the engine used. A multiply and its addition are two operations. */
export interface PeakRates {
  /** ISO 8601. */
  readonly measuredAt: string
  /** Share of all processors that other programs used meanwhile: above a tenth the peaks are too low. Null where the system does not say. */
  readonly othersShare: number | null
  readonly f32FlopPerS: number
  /** Null where the instruction set has no such dot products. */
  readonly bf16FlopPerS: number | null
  readonly int8FlopPerS: number | null
  readonly readBytesPerS: number
}

export interface PhaseWork {
  readonly steps: number
  readonly tokens: number
  /** Whole steps; what the kernels leave of it is overhead. */
  readonly stepNs: number
  /** FLOP the model needs for these tokens, whatever was computed twice. */
  readonly modelFlops: number
  /** Weights once per step, keys and values read and written. */
  readonly movedBytes: number
  readonly kernels: readonly KernelWork[]
}

/** One kernel call of the engine's plan, all layers together. */
export interface KernelWork {
  readonly name: string
  readonly op: string
  readonly type: ComputeType
  readonly calls: number
  /** 0 where the engine does not time its kernels. */
  readonly ns: number
  readonly flops: number
  /** Weights, keys, values and activations that must cross from memory if nothing stays in cache between kernels. */
  readonly bytes: number
}
