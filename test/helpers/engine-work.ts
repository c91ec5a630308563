import type { EngineWork, KernelWork, PeakRates, PhaseWork } from '../../src/core/engine-work.ts'

/** Round figures of no machine in particular: ridges at 5, 10 and 20 FLOP per byte. */
export const roundPeaks: PeakRates = {
  measuredAt: '2026-11-21T12:00:00.000Z',
  othersShare: 0.02,
  f32FlopPerS: 2e11,
  bf16FlopPerS: 4e11,
  int8FlopPerS: 8e11,
  readBytesPerS: 4e10,
}

/** A kernel that ran; `ms` of time. */
export function kernelWork(name: string, ms: number, fields: Partial<KernelWork> = {}): KernelWork {
  return { name, op: 'linear', type: 'int8', calls: 10, ns: ms * 1e6, flops: 0, bytes: 0, ...fields }
}

const prefill: PhaseWork = {
  steps: 10,
  tokens: 1280,
  stepNs: 1e9,
  modelFlops: 6e11,
  movedBytes: 5e9,
  kernels: [
    kernelWork('embed', 2, { op: 'embed', type: 'f32', bytes: 2e7 }),
    kernelWork('attention.qkv', 300, { flops: 2e11, bytes: 2e9 }),
    kernelWork('attention.attention', 150, { op: 'attention', type: 'bf16', flops: 3e10, bytes: 5e8 }),
    kernelWork('ffn.gate-up', 500, { flops: 3.6e11, bytes: 3e9 }),
    kernelWork('ffn.norm', 20, { op: 'norm', type: 'f32', flops: 1e9, bytes: 2e9 }),
  ],
}

const decode: PhaseWork = {
  steps: 100,
  tokens: 400,
  stepNs: 2e9,
  modelFlops: 2e11,
  movedBytes: 6e10,
  kernels: [
    kernelWork('embed', 1, { op: 'embed', type: 'f32', bytes: 1e6 }),
    kernelWork('attention.qkv', 600, { flops: 6e10, bytes: 2e10 }),
    kernelWork('attention.attention', 300, { op: 'attention', type: 'bf16', flops: 8e9, bytes: 6e9 }),
    kernelWork('ffn.gate-up', 1000, { flops: 1.2e11, bytes: 3.6e10 }),
    kernelWork('ffn.norm', 40, { op: 'norm', type: 'f32', flops: 4e8, bytes: 8e8 }),
  ],
}

/** What an int8 engine might have done in three seconds. */
export const sampleWork: EngineWork = { isa: 'avx512bf16', threads: 2, peaks: roundPeaks, phases: { prefill, decode } }
