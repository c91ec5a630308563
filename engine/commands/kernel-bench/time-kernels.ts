import { phaseReport } from '../../runtime/telemetry/kernel-totals.ts'
import type { KernelTotals } from '../../telemetry/kernel-report.ts'
import type { StepBench } from '../step-bench/open-step-bench.ts'
import { type StepShape, stepSizes } from '../step-bench/step-shape.ts'
import { gridStepTokens } from './kernel-grid.ts'

/** Enough for a median, and about as long as other programs take their turns. */
const leastSamples = 5
const mostSamples = 100
const enoughNs = 300_000_000

/** Totals of every kernel in single steps of `shape`, one array per kernel, in the order of the plan. Blocks. */
export function timeKernels(bench: StepBench, shape: StepShape): readonly (readonly KernelTotals[])[] {
  bench.prepare(shape)
  const samples: (readonly KernelTotals[])[] = []
  let spentNs = 0
  while (samples.length < leastSamples || (spentNs < enoughNs && samples.length < mostSamples)) {
    const before = bench.counters(shape.kind)
    spentNs += bench.measure(shape, 1).ns
    const after = bench.counters(shape.kind)
    samples.push(
      stepTotals(
        bench,
        shape,
        after.map((value, i) => value - (before[i] ?? 0)),
      ),
    )
  }
  return (samples[0] ?? []).map((_, kernel) => samples.map((sample) => sample[kernel] as KernelTotals))
}

/** What one step did, by the plan's formulas and the step's own counters. */
function stepTotals({ plan }: StepBench, shape: StepShape, counters: Float64Array): readonly KernelTotals[] {
  const [sizes = { tokens: 0, logitsRows: 0, pairs: 0, contextTokens: 0 }] = stepSizes(shape, 1, gridStepTokens)
  return phaseReport(plan, { steps: 1, ns: 0, ran: { ...sizes }, needed: { ...sizes } }, counters).kernels
}
