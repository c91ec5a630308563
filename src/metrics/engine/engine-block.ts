/** Parts of the run document about the engine itself: how each kernel stands under the machine's roofs, MFU and MBU by phase. */
import {
  type EngineWork,
  type KernelWork,
  type PeakRates,
  type PhaseName,
  type PhaseWork,
  phaseNames,
} from '../../core/engine-work.ts'
import { nsToMs, nsToS } from '../../core/units.ts'
import { dominantType, peakType, placeUnderRoofs, roofsOf } from '../../hardware/roofline.ts'
import { metrics } from '../definitions.ts'
import type { RunDocument } from '../run-document.ts'

type EngineBlock = Pick<RunDocument, 'mfu' | 'mbu' | 'kernels'>
type KernelsBlock = NonNullable<RunDocument['kernels']>
type PhaseBlock = KernelsBlock['phases']['prefill']
type TotalsBlock = KernelsBlock['totals'][number]

/** All null where the target told nothing of its kernels. */
export function engineBlock(work: EngineWork | null): EngineBlock {
  if (work === null) return { mfu: null, mbu: null, kernels: null }
  const { isa, threads, peaks, phases } = work
  const shares = (of: (phase: PhaseWork, peaks: PeakRates) => number | null) =>
    peaks === null ? null : { prefill: of(phases.prefill, peaks), decode: of(phases.decode, peaks) }
  return {
    mfu: shares(mfu),
    mbu: shares(mbu),
    kernels: {
      ...{ isa, threads, peaks },
      phases: { prefill: phaseBlock(phases.prefill, peaks), decode: phaseBlock(phases.decode, peaks) },
      totals: phaseNames.flatMap((name) => totalsOf(name, phases[name], peaks)),
    },
  }
}

/** FLOP/s of the whole phase over the peak of the type that most of its FLOP run on. */
function mfu(phase: PhaseWork, peaks: PeakRates): number | null {
  const type = dominantType(phase.kernels)
  return type === null ? null : metrics.mfu.of(machineUse(phase, roofsOf(peaks, type)))
}

function mbu(phase: PhaseWork, peaks: PeakRates): number | null {
  return metrics.mbu.of(machineUse(phase, roofsOf(peaks, 'f32')))
}

function machineUse(phase: PhaseWork, roofs: { flopPerS: number; bytesPerS: number }) {
  const perSecond = (amount: number) => (phase.stepNs > 0 ? amount / nsToS(phase.stepNs) : null)
  return {
    modelFlopPerSecond: perSecond(phase.modelFlops),
    peakFlopPerSecond: roofs.flopPerS,
    movedBytesPerSecond: perSecond(phase.movedBytes),
    peakBytesPerSecond: roofs.bytesPerS,
  }
}

function phaseBlock(phase: PhaseWork, peaks: PeakRates | null): PhaseBlock {
  const type = dominantType(phase.kernels)
  const kernelNs = phase.kernels.reduce((sum, { ns }) => sum + ns, 0)
  const timed = kernelNs > 0
  return {
    ...{ steps: phase.steps, tokens: phase.tokens, stepMs: nsToMs(phase.stepNs) },
    overheadMs: timed ? nsToMs(phase.stepNs - kernelNs) : null,
    ...{ modelFlop: phase.modelFlops, movedBytes: phase.movedBytes },
    peak: type === null || peaks === null ? null : peakType(peaks, type),
  }
}

/** Kernels that took time, the longest first. */
function totalsOf(phase: PhaseName, { kernels, stepNs }: PhaseWork, peaks: PeakRates | null): readonly TotalsBlock[] {
  return kernels
    .filter(({ ns }) => ns > 0)
    .sort((a, b) => b.ns - a.ns)
    .map((kernel) => ({ phase, ...kernelBlock(kernel, stepNs, peaks) }))
}

function kernelBlock(kernel: KernelWork, stepNs: number, peaks: PeakRates | null): Omit<TotalsBlock, 'phase'> {
  const { name, op, type, calls, ns, flops, bytes } = kernel
  const place = peaks === null ? null : placeUnderRoofs(kernel, roofsOf(peaks, type))
  return {
    ...{ name, op, type, calls, ms: nsToMs(ns), share: stepNs > 0 ? ns / stepNs : null },
    ...{ flop: flops, bytes, flopPerS: flops / nsToS(ns), bytesPerS: bytes / nsToS(ns) },
    boundBy: place?.boundBy ?? null,
    roofShare: place?.roofShare ?? null,
    gapMs: place === null ? null : nsToMs(place.gapNs),
  }
}
