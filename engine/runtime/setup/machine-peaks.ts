import { cpus } from 'node:os'
import { loadNativeBackend, measureNativePeaks } from '../../backends/native.ts'
import { engineVersion } from '../../engine-version.ts'
import { wallMs } from '../../telemetry/clock.ts'
import {
  bestOf,
  type MachinePeaks,
  mostOthersShare,
  type PeakRates,
  type PeaksKey,
} from '../../telemetry/peaks/machine-peaks.ts'
import { watchOthers } from '../../telemetry/peaks/others-share.ts'
import { peaksPath, readPeaks, writePeaks } from '../../telemetry/peaks/peaks-file.ts'
import type { EngineOptions } from './engine-options.ts'
import { physicalCores } from './physical-cores.ts'

/** What peaks are measured with: the addon's rates per second for so many threads. */
export type MeasureRates = (
  threads: number,
  isa: string,
) => { readonly f32: number; readonly bf16: number | null; readonly int8: number | null; readonly read: number }

export interface PeaksQuestion {
  readonly isa: string
  readonly cores: number
  readonly measure: MeasureRates
  readonly env: Readonly<Record<string, string | undefined>>
  readonly wallMs: () => number
  /** Measures even where peaks are kept. */
  readonly refresh: boolean
}

/** The peaks kept for this machine, else those measured now, which are kept where there is a cache folder. Blocks while it measures. */
export function machinePeaks(question: PeaksQuestion): { readonly peaks: MachinePeaks; readonly path: string | null } {
  const key = keyOf(question)
  const path = peaksPath(key, question.env)
  const kept = path === null || question.refresh ? null : readPeaks(path, key)
  if (kept !== null) return { peaks: kept, path }
  const earlier = path === null ? null : readPeaks(path, key)
  const measured = measureAll(key, question)
  // Two disturbed measurements are better than one; an undisturbed one needs no other.
  const peaks = earlier !== null && isDisturbed(measured) ? bestOf(earlier, measured) : measured
  return { peaks, path: path !== null && writePeaks(path, peaks) ? path : null }
}

/** The peaks kept for this machine; null where none are: measures nothing. */
export function keptPeaks(question: Pick<PeaksQuestion, 'isa' | 'cores' | 'env'>): MachinePeaks | null {
  const key = keyOf(question)
  const path = peaksPath(key, question.env)
  return path === null ? null : readPeaks(path, key)
}

/** Peaks for an engine of these options; null where they are not known and `measure` is false, or its options are to be refused. */
export function enginePeaks(
  { isa: wanted, threads }: Pick<EngineOptions, 'isa' | 'threads'>,
  env: PeaksQuestion['env'],
  measure: boolean,
): MachinePeaks | null {
  const { isas } = loadNativeBackend()
  const isa = wanted ?? isas[0]
  const most = physicalCores()
  const cores = threads ?? most
  if (isa === undefined || !isas.includes(isa) || cores > most) return null
  if (!measure) return keptPeaks({ isa, cores, env })
  return machinePeaks({ isa, cores, measure: measureNativePeaks, env, wallMs, refresh: false }).peaks
}

/** Whether other programs had a part of the machine when it was measured. */
export function isDisturbed({ othersShare }: MachinePeaks): boolean {
  return othersShare !== null && othersShare > mostOthersShare
}

function keyOf({ isa, cores }: Pick<PeaksQuestion, 'isa' | 'cores'>): PeaksKey {
  return { cpuModel: cpus()[0]?.model.trim() || 'unknown', cores, isa, engineVersion: engineVersion() }
}

function measureAll(key: PeaksKey, { measure, wallMs }: PeaksQuestion): MachinePeaks {
  const rates = (threads: number): PeakRates => {
    const { f32, bf16, int8, read } = measure(threads, key.isa)
    return { threads, f32FlopPerS: f32, bf16FlopPerS: bf16, int8FlopPerS: int8, readBytesPerS: read }
  }
  const others = watchOthers()
  const oneCore = rates(1)
  const all = key.cores === 1 ? oneCore : rates(key.cores)
  // What one core reads alone, all can: where all got less, something else had a part of it.
  const allCores = { ...all, readBytesPerS: Math.max(all.readBytesPerS, oneCore.readBytesPerS) }
  const measuredAt = new Date(wallMs()).toISOString()
  return { schema: 'infbench.peaks/1', ...key, measuredAt, othersShare: others(), allCores, oneCore }
}
