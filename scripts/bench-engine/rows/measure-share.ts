import { besidePeak } from '../sampling/beside-peak.ts'
import { type Contestant, interleave, noPeers } from '../sampling/interleave.ts'
import type { StudyWorld } from './measure-step-row.ts'
import type { ResultRow, ShareBar } from './row.ts'
import { shareOfPeak } from './step-results.ts'

/** Samples tried for each that is wanted: some seconds, so that a disturbed one is soon repeated. */
const triesPerRound = 5

/**
 * The share of a peak that one contestant reaches, by itself: peaks before and after each sample, nobody else in the turns,
 * so that a sample is dropped for what disturbed it and not for what disturbed a peer's minute.
 */
export async function measureShare(
  name: string,
  contestant: Contestant,
  { of, bar }: ShareBar,
  { peaks, rounds, mostOthersShare }: StudyWorld,
): Promise<readonly ResultRow[]> {
  const beside = { ...contestant, measure: () => besidePeak(of, peaks, contestant.measure) }
  const probesBefore = peaks.count
  const taken = await interleave([beside], {
    ...{ rounds, mostOthersShare, mostRounds: rounds * triesPerRound, hopeless: noPeers },
    between: async () => {},
  })
  const lines = shareOfPeak(name, of, taken.samples.get(contestant.name) ?? [], bar)
  const measured = { droppedRounds: taken.dropped, disturbedRounds: taken.disturbed, peaks: peaks.since(probesBefore) }
  return lines.map((line) => ({ ...line, details: { ...measured, ...line.details } }))
}
