/** Number types a kernel can compute in: what its arithmetic runs on, not how its weights are stored. */
export const computeTypes = ['f32', 'bf16', 'int8'] as const
export type ComputeType = (typeof computeTypes)[number]

/** What so many threads can do at most. Operations count a multiply and its addition as two. */
export interface PeakRates {
  readonly threads: number
  readonly f32FlopPerS: number
  /** Null where the instruction set has no dot products of bfloat16. */
  readonly bf16FlopPerS: number | null
  /** Null where it has none of bytes. */
  readonly int8FlopPerS: number | null
  readonly readBytesPerS: number
}

/** What one machine was measured to do at most, and when: the contract `infbench.peaks/1`. */
export interface MachinePeaks {
  readonly schema: 'infbench.peaks/1'
  readonly cpuModel: string
  readonly cores: number
  readonly isa: string
  readonly engineVersion: string
  /** ISO 8601. */
  readonly measuredAt: string
  readonly allCores: PeakRates
  readonly oneCore: PeakRates
}

/** The machine and build that peaks belong to. */
export type PeaksKey = Pick<MachinePeaks, 'cpuModel' | 'cores' | 'isa' | 'engineVersion'>

/** Operations per second that bound a kernel of this type: where the instruction set has none for it, it computes in floats. */
export function peakOf(rates: PeakRates, type: ComputeType): number {
  return { f32: rates.f32FlopPerS, bf16: rates.bf16FlopPerS, int8: rates.int8FlopPerS }[type] ?? rates.f32FlopPerS
}
