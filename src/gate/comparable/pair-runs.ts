import type { GatePair, GateRun } from '../decide/gate-input.ts'
import type { GateFault } from './gate-fault.ts'
import { listed } from './odd-ones.ts'

export interface Pairing {
  readonly pairs: readonly GatePair[]
  readonly unpaired: { readonly baseline: readonly GateRun[]; readonly candidate: readonly GateRun[] }
  readonly faults: readonly GateFault[]
}

/** Seed of a run's prompts and arrivals; null where its plan tells none. */
export function seedOf({ header }: Pick<GateRun, 'header'>): number | null {
  const { seed } = (header.plan ?? {}) as { readonly seed?: unknown }
  return typeof seed === 'number' ? seed : null
}

/**
 * Pairs of stored runs. Where every run of a side has a seed of its own, those with one seed are a pair, whatever order they were made in:
 * they sent the same prompts at the same times. Where seeds repeat within a side, the first run of a seed there goes with the first here, the
 * second with the second, by time. Runs without a seed go by time alone. Pairs stand in the order of their first runs.
 */
export function pairRuns(baseline: readonly GateRun[], candidate: readonly GateRun[]): Pairing {
  const shared = baseline.filter((run) => candidate.some(({ header }) => header.runId === run.header.runId))
  if (shared.length > 0) return { pairs: [], unpaired: { baseline, candidate }, faults: [sameRun(shared)] }
  const waiting = groupedBySeed(candidate)
  const pairs: GatePair[] = []
  const alone: GateRun[] = []
  for (const run of byTime(baseline)) {
    const partner = waiting.get(seedOf(run))?.shift()
    if (partner === undefined) alone.push(run)
    else pairs.push(pairOf(run, partner))
  }
  return {
    pairs: pairs.toSorted((a, b) => firstStart(a) - firstStart(b)),
    unpaired: { baseline: alone, candidate: [...waiting.values()].flat() },
    faults: [],
  }
}

function pairOf(baseline: GateRun, candidate: GateRun): GatePair {
  const order = baseline.header.startedAtMs <= candidate.header.startedAtMs ? 'AB' : 'BA'
  return { baseline, candidate, order, seed: seedOf(baseline) }
}

function groupedBySeed(runs: readonly GateRun[]): Map<number | null, GateRun[]> {
  const groups = new Map<number | null, GateRun[]>()
  for (const run of byTime(runs)) groups.set(seedOf(run), [...(groups.get(seedOf(run)) ?? []), run])
  return groups
}

const byTime = (runs: readonly GateRun[]) => runs.toSorted((a, b) => a.header.startedAtMs - b.header.startedAtMs)
const firstStart = ({ baseline, candidate }: GatePair) =>
  Math.min(baseline.header.startedAtMs, candidate.header.startedAtMs)

const sameRun = (runs: readonly GateRun[]): GateFault => ({
  code: 'same-run',
  message: `${listed(runs.map(({ header }) => header.runId))} ${runs.length === 1 ? 'stands' : 'stand'} on both sides`,
  hint: 'name other runs for one of the sides; infbench list shows them',
})
