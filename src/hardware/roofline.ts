/**
 * Where work stands under the roofs of its machine (Williams, Waterman and Patterson, "Roofline", 2009): it can finish no
 * sooner than its arithmetic at the arithmetic peak and its bytes at the memory peak. The later of the two is the roof that
 * binds; the ratio to the time taken is the share of that roof. A share above 1 is no fault: bytes that come from a cache
 * need no memory.
 */
import type { ComputeType, PeakRates } from '../core/engine-work.ts'
import { NS_PER_S } from '../core/units.ts'

export interface Roofs {
  readonly flopPerS: number
  readonly bytesPerS: number
}

export interface RoofPlace {
  readonly flopPerS: number
  readonly bytesPerS: number
  /** FLOP per byte; null for work that moves nothing. */
  readonly intensity: number | null
  readonly boundBy: 'compute' | 'memory'
  /** Share of the roof that binds. */
  readonly roofShare: number
  /** Time beyond what the roof asks for; below 0 where a cache helped. */
  readonly gapNs: number
}

/** Null for work that took no time or does nothing. */
export function placeUnderRoofs(
  work: { readonly flops: number; readonly bytes: number; readonly ns: number },
  roofs: Roofs,
): RoofPlace | null {
  const { flops, bytes, ns } = work
  if (ns <= 0 || flops + bytes <= 0) return null
  const computeNs = (flops / roofs.flopPerS) * NS_PER_S
  const memoryNs = (bytes / roofs.bytesPerS) * NS_PER_S
  const leastNs = Math.max(computeNs, memoryNs)
  return {
    flopPerS: (flops / ns) * NS_PER_S,
    bytesPerS: (bytes / ns) * NS_PER_S,
    intensity: bytes > 0 ? flops / bytes : null,
    boundBy: computeNs >= memoryNs ? 'compute' : 'memory',
    roofShare: leastNs / ns,
    gapNs: ns - leastNs,
  }
}

/** The type whose peak bounds arithmetic of `type`: where the instruction set has nothing for it, it runs on floats. */
export function peakType(peaks: PeakRates, type: ComputeType): ComputeType {
  return peakFlopPerS[type](peaks) === null ? 'f32' : type
}

/** Above this share of the processors used by others, measured peaks are lower than what the machine can do, and shares of them too high. */
const mostOthersShare = 0.1

/** Whether other programs had a part of the machine when its peaks were measured. */
export function isDisturbed({ othersShare }: Pick<PeakRates, 'othersShare'>): boolean {
  return othersShare !== null && othersShare > mostOthersShare
}

/** Roofs for arithmetic of `type`. */
export function roofsOf(peaks: PeakRates, type: ComputeType): Roofs {
  return { flopPerS: peakFlopPerS[type](peaks) ?? peaks.f32FlopPerS, bytesPerS: peaks.readBytesPerS }
}

const peakFlopPerS: Readonly<Record<ComputeType, (peaks: PeakRates) => number | null>> = {
  f32: (peaks) => peaks.f32FlopPerS,
  bf16: (peaks) => peaks.bf16FlopPerS,
  int8: (peaks) => peaks.int8FlopPerS,
}

/** The type that most of the FLOP run on: its peak is the one MFU is measured against. Null where there are none. */
export function dominantType(
  kernels: readonly { readonly type: ComputeType; readonly flops: number }[],
): ComputeType | null {
  const flops = new Map<ComputeType, number>()
  for (const kernel of kernels) flops.set(kernel.type, (flops.get(kernel.type) ?? 0) + kernel.flops)
  const most = [...flops].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [null, 0] as [
    ComputeType | null,
    number,
  ])
  return most[0]
}
