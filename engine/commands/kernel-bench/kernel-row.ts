import type { KernelTotals } from '../../telemetry/kernel-report.ts'
import type { PeakRates } from '../../telemetry/peaks/machine-peaks.ts'
import { peakOf } from '../../telemetry/peaks/machine-peaks.ts'
import { nsToSeconds } from '../../units.ts'
import { type Family, familyOf } from './kernel-grid.ts'

/** One kernel at one shape; times are of one call. */
export interface KernelRow {
  readonly model: string
  readonly shape: string
  readonly kernel: string
  readonly family: Family
  readonly type: KernelTotals['type']
  readonly medianNs: number
  readonly fastestNs: number
  readonly flops: number
  readonly bytes: number
  /** By the median. */
  readonly flopPerS: number
  readonly bytesPerS: number
  /** The roof that allows less. */
  readonly boundBy: 'compute' | 'memory' | null
  /** Share of that roof; above 1 where a cache spared the memory. */
  readonly roofShare: number | null
}

/** Reduces samples of a kernel, each the totals of one step; null for one that was never timed. At least one sample. */
export function kernelRow(
  place: { readonly model: string; readonly shape: string },
  samples: readonly KernelTotals[],
  peaks: PeakRates,
): KernelRow | null {
  const sorted = samples.toSorted((a, b) => a.ns - b.ns)
  const median = sorted[Math.floor((sorted.length - 1) / 2)] as KernelTotals
  const fastest = sorted[0] as KernelTotals
  const { name, op, type, calls, ns } = median
  if (calls === 0 || ns === 0) return null
  const flops = median.flops / calls
  const bytes = median.bytes / calls
  const seconds = nsToSeconds(ns / calls)
  return {
    ...place,
    ...{ kernel: name, family: familyOf(op), type, medianNs: ns / calls, fastestNs: fastest.ns / calls, flops, bytes },
    ...{ flopPerS: flops / seconds, bytesPerS: bytes / seconds },
    ...underRoof(flops / peakOf(peaks, type), bytes / peaks.readBytesPerS, seconds),
  }
}

/** Which of two least times binds, and what share of the time taken it is. */
function underRoof(computeS: number, memoryS: number, seconds: number): Pick<KernelRow, 'boundBy' | 'roofShare'> {
  const leastS = Math.max(computeS, memoryS)
  if (leastS === 0) return { boundBy: null, roofShare: null }
  return { boundBy: computeS >= memoryS ? 'compute' : 'memory', roofShare: leastS / seconds }
}
