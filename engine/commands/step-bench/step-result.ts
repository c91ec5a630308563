import { nsToSeconds } from '../../units.ts'
import type { StepSample } from './open-step-bench.ts'
import { shapeName, type StepShape } from './step-shape.ts'

/** What the machine can do. `flopsPerSecond`: of the number type that the linears compute in. */
export interface StepPeaks {
  readonly flopsPerSecond: number
  readonly bytesPerSecond: number
}

/** The samples of one shape, reduced. Shares and overhead are those of the median sample; null: not known. */
export interface StepResult {
  readonly name: string
  readonly tokensPerSecond: { readonly median: number; readonly least: number; readonly most: number }
  /** Milliseconds of one step (decode) or of the prompt. */
  readonly ms: number
  readonly flopsPerSecond: number
  readonly bytesPerSecond: number
  readonly mfuShare: number | null
  readonly mbuShare: number | null
  /** Share of the time outside the plan's nodes. */
  readonly overheadShare: number | null
}

/** Reduces at least one sample; of an even number the slower middle one is the median. */
export function stepResult(shape: StepShape, samples: readonly StepSample[], peaks: StepPeaks | null): StepResult {
  const rate = (sample: StepSample) => sample.tokens / sample.ns
  const sorted = [...samples].sort((a, b) => rate(a) - rate(b))
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] as StepSample
  const perSecond = (amount: number, sample: StepSample) => amount / nsToSeconds(sample.ns)
  const times = middle.tokens / (shape.kind === 'prefill' ? shape.tokens : shape.sequences)
  const flopsPerSecond = perSecond(middle.flops, middle)
  const bytesPerSecond = perSecond(middle.bytes, middle)
  const rateOf = (sample: StepSample) => perSecond(sample.tokens, sample)
  return {
    name: shapeName(shape),
    tokensPerSecond: {
      median: rateOf(middle),
      least: rateOf(sorted[0] as StepSample),
      most: rateOf(sorted.at(-1) as StepSample),
    },
    ms: (nsToSeconds(middle.ns) / times) * msPerSecond,
    flopsPerSecond,
    bytesPerSecond,
    mfuShare: peaks === null ? null : flopsPerSecond / peaks.flopsPerSecond,
    mbuShare: peaks === null ? null : bytesPerSecond / peaks.bytesPerSecond,
    overheadShare: middle.nodeNs === null ? null : 1 - middle.nodeNs / middle.ns,
  }
}

const msPerSecond = 1000
