import type { Backend } from '../../engine/backends/backend.ts'
import { timesFor } from '../../engine/commands/step-bench/bench-steps.ts'
import { openStepBench, type StepBench, type StepSample } from '../../engine/commands/step-bench/open-step-bench.ts'
import type { StepShape } from '../../engine/commands/step-bench/step-shape.ts'
import type { Model } from '../../engine/model/model.ts'
import type { Machine } from '../../engine/runtime/setup/open-executable.ts'
import type { NowNs } from '../../engine/telemetry/clock.ts'
import { type CpuReading, othersShare } from '../bench-engine/sampling/cpu-meter.ts'
import { type Contestant, interleave, noPeers, type Sample } from '../bench-engine/sampling/interleave.ts'
import { median } from '../bench-engine/sampling/statistics.ts'
import type { LadderOptions } from './rungs.ts'

export interface LadderWorld {
  readonly backend: Backend
  readonly machine: Machine
  readonly nowNs: NowNs
  readonly mostOthersShare: number
  /** Undisturbed samples of each shape. */
  readonly rounds: number
  readCpu(): CpuReading
}

/** Medians of one shape. */
export interface Speed {
  readonly tokensPerSecond: number
  readonly flopsPerSecond: number
  readonly bytesPerSecond: number
  /** Over the rung before, measured in the same turns: the median of the ratios; of the first rung 1. */
  readonly gain: number
  /** Samples that count, and rounds among them that others disturbed. */
  readonly samples: number
  readonly disturbed: number
}

export const ladderShapes = {
  prefill: { kind: 'prefill', tokens: 128 },
  decode: { kind: 'decode', sequences: 1, context: 128 },
  batch: { kind: 'decode', sequences: 8, context: 128 },
} as const satisfies Record<string, StepShape>

export type LadderShape = keyof typeof ladderShapes

const sampleNs = 4e8
/** Whoever needs longer than this for one piece of work is far from the top: one sample will do. */
const slowNs = 2e9

/** A rung with its model in memory. */
export function openRung(model: Model, options: LadderOptions, world: LadderWorld): StepBench {
  return openStepBench(model, options, Object.values(ladderShapes), world)
}

/** Times every shape of a rung, in turns with the rung before it, so that what the machine does meanwhile hits both. */
export async function measureRung(
  rung: StepBench,
  before: StepBench | null,
  world: LadderWorld,
): Promise<Readonly<Record<LadderShape, Speed>>> {
  const prefill = await speedOf(rung, before, ladderShapes.prefill, world)
  const decode = await speedOf(rung, before, ladderShapes.decode, world)
  return { prefill, decode, batch: await speedOf(rung, before, ladderShapes.batch, world) }
}

async function speedOf(
  rung: StepBench,
  before: StepBench | null,
  shape: StepShape,
  world: LadderWorld,
): Promise<Speed> {
  const slow = { yet: false }
  const list = [contestantOf('rung', rung, shape, world, slow)]
  if (before !== null) list.push(contestantOf('before', before, shape, world, slow))
  const wanted = slow.yet ? 1 : world.rounds
  const { samples, disturbed } = await interleave(list, {
    ...{ rounds: wanted, mostRounds: 2 * wanted, mostOthersShare: world.mostOthersShare, hopeless: noPeers },
    between: async () => {},
  })
  const taken = samples.get('rung') ?? []
  const rivals = samples.get('before') ?? []
  const of = (figure: (sample: Sample) => number | null) => median(taken.map((sample) => figure(sample) ?? 0))
  return {
    tokensPerSecond: of(({ rate }) => rate),
    flopsPerSecond: of(({ flopsPerSecond }) => flopsPerSecond),
    bytesPerSecond: of(({ bytesPerSecond }) => bytesPerSecond),
    gain: rivals.length === 0 ? 1 : median(taken.map(({ rate }, i) => rate / (rivals[i]?.rate ?? rate))),
    samples: taken.length,
    disturbed,
  }
}

function contestantOf(
  name: string,
  bench: StepBench,
  shape: StepShape,
  world: LadderWorld,
  slow: { yet: boolean },
): Contestant {
  bench.prepare(shape)
  const onceNs = bench.measure(shape, 1).ns
  slow.yet ||= onceNs > slowNs
  const times = timesFor(onceNs, sampleNs)
  return {
    ...{ name, own: true },
    async measure() {
      const cpuBefore = world.readCpu()
      const sample = bench.measure(shape, times)
      return sampleOf(sample, othersShare(cpuBefore, world.readCpu()))
    },
  }
}

function sampleOf({ tokens, ns, flops, bytes }: StepSample, others: number): Sample {
  const perSecond = (amount: number) => (amount / ns) * 1e9
  const rates = { flopsPerSecond: perSecond(flops), bytesPerSecond: perSecond(bytes) }
  return { rate: perSecond(tokens), othersShare: others, overheadShare: null, ...rates }
}
