import type { MachinePeaks } from '../../engine/telemetry/peaks/machine-peaks.ts'

/** Peaks of a machine that is not this one. */
export const somePeaks: MachinePeaks = {
  schema: 'infbench.peaks/1',
  cpuModel: 'Paper CPU',
  cores: 2,
  isa: 'avx512bf16',
  engineVersion: '0.1.0',
  measuredAt: '2026-11-21T12:00:00.000Z',
  othersShare: 0,
  allCores: { threads: 2, f32FlopPerS: 2e11, bf16FlopPerS: 4e11, int8FlopPerS: 8e11, readBytesPerS: 4e10 },
  oneCore: { threads: 1, f32FlopPerS: 1e11, bf16FlopPerS: 2e11, int8FlopPerS: 4e11, readBytesPerS: 3e10 },
}
