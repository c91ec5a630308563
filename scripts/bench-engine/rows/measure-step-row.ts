import { timesFor } from '../../../engine/commands/step-bench/bench-steps.ts'
import type { Cast } from '../runners/cast.ts'
import type { Child, Measured } from '../runners/child.ts'
import type { CpuReading } from '../sampling/cpu-meter.ts'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import { othersShare } from '../sampling/cpu-meter.ts'
import { type Contestant, interleave, type Sample } from '../sampling/interleave.ts'
import type { PeakLog } from '../sampling/peak-log.ts'
import { measureShare } from './measure-share.ts'
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
  const contestants = [await contestantOf(ours, row.shape, world)]
  if (row.against !== undefined) {
    const other = await contestantOf(await cast.ours(row.against.setting), row.shape, world)
    contestants.push({ ...other, own: true })
  }
  for (const name of world.withPeers ? row.peers : []) {
    contestants.push(await contestantOf(await cast.peer(name, row.ours.model), row.shape, world))
  }
  const probesBefore = world.peaks.count
  const taken = await interleave(contestants, {
    rounds: world.rounds,
    mostOthersShare: world.mostOthersShare,
    mostRounds: world.rounds * triesPerRound,
    hopeless,
    between: () => world.peaks.probe(),
  })
  const rows = stepResults(row, ours.name, taken, world.peaks.since(probesBefore))
  const [mine] = contestants
  if (row.share === undefined || mine === undefined) return rows
  return [...rows, ...(await measureShare(`${row.name}, share of the ${row.share.of} peak`, mine, row.share, world))]
}

/** Prepares the child and finds out how often the work fits into a sample. */
export async function contestantOf(
  child: Child,
  shape: StepShape,
  { cast, readCpu }: StudyWorld,
  name = child.name,
): Promise<Contestant> {
  await child.prepare(shape)
  const long = shape.kind === 'prefill' && shape.tokens >= longPrompt
  const times = long ? 1 : timesFor((await child.measure(shape, 1)).ns, sampleNs)
  return {
    name,
    async measure() {
      await child.prepare(shape)
      const before = readCpu(cast.pids())
      const measured = await child.measure(shape, times)
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
