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
  /** Share of all processors that other programs used meanwhile; null where the system does not say. */
  readonly othersShare: number | null
  readonly allCores: PeakRates
  readonly oneCore: PeakRates
}

/** Above this the machine was not really measured: others had a part of it. */
export const mostOthersShare = 0.1

/** The machine and build that peaks belong to. */
export type PeaksKey = Pick<MachinePeaks, 'cpuModel' | 'cores' | 'isa' | 'engineVersion'>

/** Operations per second that bound a kernel of this type: where the instruction set has none for it, it computes in floats. */
export function peakOf(rates: PeakRates, type: ComputeType): number {
  return { f32: rates.f32FlopPerS, bf16: rates.bf16FlopPerS, int8: rates.int8FlopPerS }[type] ?? rates.f32FlopPerS
}

/** What two measurements of one machine say together: it can do at least the better of each. */
export function bestOf(earlier: MachinePeaks, later: MachinePeaks): MachinePeaks {
  const best = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.max(a, b))
  const rates = (a: PeakRates, b: PeakRates): PeakRates => ({
    threads: b.threads,
    f32FlopPerS: Math.max(a.f32FlopPerS, b.f32FlopPerS),
    bf16FlopPerS: best(a.bf16FlopPerS, b.bf16FlopPerS),
    int8FlopPerS: best(a.int8FlopPerS, b.int8FlopPerS),
    readBytesPerS: Math.max(a.readBytesPerS, b.readBytesPerS),
  })
  return { ...later, allCores: rates(earlier.allCores, later.allCores), oneCore: rates(earlier.oneCore, later.oneCore) }
}
