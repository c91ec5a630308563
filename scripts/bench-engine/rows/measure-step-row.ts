import { timesFor } from '../../../engine/commands/step-bench/bench-steps.ts'
import type { Cast } from '../runners/cast.ts'
import type { Child, Measured } from '../runners/child.ts'
import type { CpuReading } from '../sampling/cpu-meter.ts'
import { othersShare } from '../sampling/cpu-meter.ts'
import { type Contestant, interleave, type Sample } from '../sampling/interleave.ts'
import type { PeakLog } from '../sampling/peak-log.ts'
import type { ResultRow, StepRow } from './row.ts'
import { stepResults } from './step-results.ts'

export interface StudyWorld {
  readonly cast: Cast
  readonly peaks: PeakLog
  readonly withPeers: boolean
  /** Undisturbed samples of each. */
  readonly rounds: number
  readonly mostOthersShare: number
  readCpu(pids: readonly number[]): CpuReading
}

/** A sample takes about this long: enough for the meter of other processes, which counts hundredths of a second. */
const sampleNs = 1e9
const triesPerRound = 3
/** Peers this much slower than the best one are not worth their time; single rounds differ by less than the first. */
const hopeless = { atOnce: 1.4, later: 1.15 }
/** Prompts this long fill a sample by themselves on any machine that is worth measuring. */
const longPrompt = 2048

/** Measures one row in turns; its models are in memory when this returns. */
export async function measureStepRow(row: StepRow, world: StudyWorld): Promise<readonly ResultRow[]> {
  const { cast } = world
  const ours = await cast.ours(row.ours)
  const peers: Child[] = []
  for (const name of world.withPeers ? row.peers : []) peers.push(await cast.peer(name, row.ours.model))
  const contestants: Contestant[] = []
  for (const child of [ours, ...peers]) contestants.push(await contestantOf(child, row, world))
  const probesBefore = world.peaks.count
  const taken = await interleave(contestants, {
    rounds: world.rounds,
    mostOthersShare: world.mostOthersShare,
    mostRounds: world.rounds * triesPerRound,
    hopeless,
    between: () => world.peaks.probe(),
  })
  return stepResults(row, ours.name, taken, world.peaks.since(probesBefore))
}

/** Prepares the child and finds out how often the work fits into a sample. */
async function contestantOf(child: Child, row: StepRow, { cast, readCpu }: StudyWorld): Promise<Contestant> {
  await child.prepare(row.shape)
  const long = row.shape.kind === 'prefill' && row.shape.tokens >= longPrompt
  const times = long ? 1 : timesFor((await child.measure(row.shape, 1)).ns, sampleNs)
  return {
    name: child.name,
    async measure() {
      await child.prepare(row.shape)
      const before = readCpu(cast.pids())
      const measured = await child.measure(row.shape, times)
      return sampleOf(measured, othersShare(before, readCpu(cast.pids())))
    },
  }
}

function sampleOf({ tokens, ns, flops, bytes, nodeNs }: Measured, others: number): Sample {
  const perSecond = (amount: number | undefined) => (amount === undefined ? null : (amount / ns) * 1e9)
  return {
    rate: (tokens / ns) * 1e9,
    othersShare: others,
    flopsPerSecond: perSecond(flops),
    bytesPerSecond: perSecond(bytes),
    overheadShare: nodeNs === undefined || nodeNs === null ? null : 1 - nodeNs / ns,
  }
}
