/**
 * Measures contestants in turn: ours, peer, other peer, ours ... A round is one sample of each. A round in which anything
 * else used the machine is dropped and repeated; one that stays disturbed to the end of the patience is told, not hidden.
 * Peers that are far behind the best one, and after two rounds those clearly behind it, are left out of the rest: they
 * decide nothing and cost time.
 */
import { median } from './statistics.ts'

export interface Sample {
  /** Tokens per second. */
  readonly rate: number
  /** Share of one CPU that others took meanwhile. */
  readonly othersShare: number
  readonly flopsPerSecond: number | null
  readonly bytesPerSecond: number | null
  /** Share of the time outside the plan's nodes. */
  readonly overheadShare: number | null
  /** What was reached of a peak measured around the sample, per second. */
  readonly beside?: {
    readonly reached: number
    /** What the machine sustained, and the share of it that was reached. */
    readonly ceiling: number
    readonly share: number
    readonly ofFastest: number
  }
}

/** Someone who can be measured; the first of a list is ours. */
export interface Contestant {
  readonly name: string
  /** Ours too, in another way: never left out, and no peer. */
  readonly own?: true
  measure(): Promise<Sample>
}

export interface InterleaveOptions {
  /** Undisturbed rounds wanted. */
  readonly rounds: number
  /** A round in which others took more than this of a CPU is dropped. */
  readonly mostOthersShare: number
  /** Rounds tried at most; after that the quietest dropped ones are taken back. */
  readonly mostRounds: number
  /** Peers slower than the best peer by this factor are left out: after one round, and after more. */
  readonly hopeless: { readonly atOnce: number; readonly later: number }
  /** Called before each round: the place for the machine's peaks. */
  readonly between: () => Promise<void>
}

/** For one contestant alone. */
export const noPeers: InterleaveOptions['hopeless'] = { atOnce: 1, later: 1 }

export interface Interleaved {
  /** By contestant, undisturbed samples in order; of a peer left out, fewer. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>
  readonly dropped: number
  /** Rounds among the samples that were disturbed: the machine never was quiet enough. */
  readonly disturbed: number
}

type Round = ReadonlyMap<string, Sample>

/** Runs rounds until enough are undisturbed. */
export async function interleave(list: readonly Contestant[], options: InterleaveOptions): Promise<Interleaved> {
  const quiet: Round[] = []
  const noisy: Round[] = []
  while (quiet.length < options.rounds && quiet.length + noisy.length < options.mostRounds) {
    await options.between()
    const round = await oneRound(stillIn(list, quiet, options.hopeless))
    ;(worstShare(round) > options.mostOthersShare ? noisy : quiet).push(round)
  }
  const missing = Math.max(0, options.rounds - quiet.length)
  const takenBack = noisy.toSorted((a, b) => worstShare(a) - worstShare(b)).slice(0, missing)
  const rounds = [...quiet, ...takenBack]
  const samples = new Map(list.map(({ name }) => [name, rounds.flatMap((round) => round.get(name) ?? [])]))
  return { samples, dropped: noisy.length - takenBack.length, disturbed: takenBack.length }
}

async function oneRound(list: readonly Contestant[]): Promise<Round> {
  const round = new Map<string, Sample>()
  for (const contestant of list) round.set(contestant.name, await contestant.measure())
  return round
}

/** Ours, and every peer that may still be the best one. */
function stillIn(
  list: readonly Contestant[],
  rounds: readonly Round[],
  { atOnce, later }: InterleaveOptions['hopeless'],
): readonly Contestant[] {
  if (rounds.length === 0) return list
  const [ours, ...others] = list
  const peers = others.filter(({ own }) => own !== true)
  const rateOf = ({ name }: Contestant) => median(rounds.flatMap((round) => round.get(name)?.rate ?? []))
  const best = Math.max(...peers.map(rateOf))
  const least = best / (rounds.length === 1 ? atOnce : later)
  return list.filter((each) => each === ours || each.own === true || rateOf(each) >= least)
}

function worstShare(round: Round): number {
  return Math.max(0, ...[...round.values()].map(({ othersShare }) => othersShare))
}
