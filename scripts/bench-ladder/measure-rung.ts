import type { Backend } from '../../engine/backends/backend.ts'
import { timesFor } from '../../engine/commands/step-bench/bench-steps.ts'
import { openStepBench, type StepBench, type StepSample } from '../../engine/commands/step-bench/open-step-bench.ts'
import type { StepShape } from '../../engine/commands/step-bench/step-shape.ts'
import type { Model } from '../../engine/model/model.ts'
import type { Machine } from '../../engine/runtime/setup/open-executable.ts'
import type { NowNs } from '../../engine/telemetry/clock.ts'
import { type CpuReading, othersShare } from '../bench-engine/sampling/cpu-meter.ts'
import { interleave, noPeers, type Sample } from '../bench-engine/sampling/interleave.ts'
import { median } from '../bench-engine/sampling/statistics.ts'
import type { LadderOptions } from './rungs.ts'

export interface LadderWorld {
  readonly backend: Backend
  readonly machine: Machine
  readonly nowNs: NowNs
  readonly mostOthersShare: number
  readCpu(): CpuReading
}

/** Medians of one shape. */
export interface Speed {
  readonly tokensPerSecond: number
  readonly flopsPerSecond: number
  readonly bytesPerSecond: number
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
const rounds = 5

/** Opens the rung, times every shape, closes it. */
export async function measureRung(
  model: Model,
  options: LadderOptions,
  world: LadderWorld,
): Promise<Readonly<Record<LadderShape, Speed>>> {
  const bench = openStepBench(model, options, Object.values(ladderShapes), world)
  try {
    const prefill = await speedOf(bench, ladderShapes.prefill, world)
    const decode = await speedOf(bench, ladderShapes.decode, world)
    return { prefill, decode, batch: await speedOf(bench, ladderShapes.batch, world) }
  } finally {
    bench.close()
  }
}

async function speedOf(bench: StepBench, shape: StepShape, world: LadderWorld): Promise<Speed> {
  bench.prepare(shape)
  const onceNs = bench.measure(shape, 1).ns
  const times = timesFor(onceNs, sampleNs)
  const contestant = {
    name: 'rung',
    async measure() {
      const before = world.readCpu()
      const sample = bench.measure(shape, times)
      return sampleOf(sample, othersShare(before, world.readCpu()))
    },
  }
  const wanted = onceNs > slowNs ? 1 : rounds
  const { samples, disturbed } = await interleave([contestant], {
    ...{ rounds: wanted, mostRounds: 2 * wanted, mostOthersShare: world.mostOthersShare, hopeless: noPeers },
    between: async () => {},
  })
  const taken = samples.get('rung') ?? []
  const of = (figure: (sample: Sample) => number | null) => median(taken.map((sample) => figure(sample) ?? 0))
  return {
    tokensPerSecond: of(({ rate }) => rate),
    flopsPerSecond: of(({ flopsPerSecond }) => flopsPerSecond),
    bytesPerSecond: of(({ bytesPerSecond }) => bytesPerSecond),
    samples: taken.length,
    disturbed,
  }
}

function sampleOf({ tokens, ns, flops, bytes }: StepSample, others: number): Sample {
  const perSecond = (amount: number) => (amount / ns) * 1e9
  const rates = { flopsPerSecond: perSecond(flops), bytesPerSecond: perSecond(bytes) }
  return { rate: perSecond(tokens), othersShare: others, overheadShare: null, ...rates }
}
