/** What makes the runs of a pair answer different questions, and what is missing of the pairs that were planned. */
import type { GatePair, GateRun } from '../decide/gate-input.ts'
import { fewestPairs } from '../policy/gate-policy.ts'
import { percent } from '../../metrics/validity/numbers.ts'
import type { GateFault } from './gate-fault.ts'
import { listed } from './odd-ones.ts'
import { type Pairing, seedOf } from './pair-runs.ts'

// Cost and latency follow length about linearly: so much more text, and a margin of 5 % is used up by it alone.
const mostLengthDrift = 0.05
// What a single run may find in a cache and pass as measured without one.
const mostCacheDifference = 0.1

/** Faults inside the pairs. `inTurns`: which side ran first was drawn for each. */
export function pairFaults(pairs: readonly GatePair[], inTurns: boolean): GateFault[] {
  return [...promptFaults(pairs), ...countFaults(pairs), ...lengthFaults(pairs), ...cacheFaults(pairs, inTurns)]
}

const idsOf = ({ baseline, candidate }: GatePair) => `${baseline.header.runId} and ${candidate.header.runId}`
const named = (pairs: readonly GatePair[]) => listed(pairs.map(idsOf))

function promptFaults(pairs: readonly GatePair[]): GateFault[] {
  const odd = pairs.filter(({ baseline, candidate }) => seedOf(baseline) !== seedOf(candidate))
  if (odd.length === 0) return []
  const message = `the runs of a pair sent different prompts, by their seeds: ${named(odd)}`
  return [
    { code: 'other-prompts', message, hint: 'give both runs of a pair one seed (--set seed=N), each pair another' },
  ]
}

/** Where a schedule says how many requests there are, both runs must have sent all of them. Where answers decide, they may differ. */
function countFaults(pairs: readonly GatePair[]): GateFault[] {
  return pairs.flatMap((pair): GateFault[] => {
    const [a, b] = [pair.baseline.document.requests, pair.candidate.document.requests]
    if (a.planned === b.planned && (a.planned === null || a.sent === b.sent)) return []
    const told = (runs: typeof a) => (runs.planned === null ? `${runs.sent}` : `${runs.sent} of ${runs.planned}`)
    const message = `${idsOf(pair)} sent different numbers of requests: ${told(a)} and ${told(b)}`
    return [{ code: 'request-counts', message, hint: 'run the pair again with one seed and one duration or count' }]
  })
}

const outputPerRequest = ({ document: { tokens, requests } }: GateRun) =>
  requests.completed === 0 ? 0 : tokens.output / requests.completed

/** By the mean over pairs, so that what chance does to one pair is no drift. */
function lengthFaults(pairs: readonly GatePair[]): GateFault[] {
  const ratios = pairs.flatMap(({ baseline, candidate }) => {
    const [a, b] = [outputPerRequest(baseline), outputPerRequest(candidate)]
    return a > 0 && b > 0 ? [Math.log(b / a)] : []
  })
  const drift = Math.exp(ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(1, ratios.length)) - 1
  if (Math.abs(drift) <= mostLengthDrift) return []
  const message = `answers of the candidate are ${percent(Math.abs(drift))} ${drift > 0 ? 'longer' : 'shorter'} than those of the baseline: it did other work`
  const hint = 'set requests.ignoreEos where the target knows it, so that both sides write as much'
  return [{ code: 'output-lengths', message, hint }]
}

/** Share of the prompts' tokens that came from a cache; null where the server does not say. */
const cachedShare = ({ document: { tokens } }: GateRun) =>
  tokens.cached === null || tokens.input === 0 ? null : tokens.cached / tokens.input

const sentBefore = ({ document }: GateRun) => document.reasons.some(({ code }) => code === 'repeated-prompts')

/** Pairs of which one run sent prompts that its server had seen, and which does not say what its cache held. */
export const seenBefore = (pairs: readonly GatePair[]): readonly GatePair[] =>
  pairs.filter(
    ({ baseline, candidate }) =>
      (cachedShare(baseline) === null || cachedShare(candidate) === null) &&
      sentBefore(baseline) !== sentBefore(candidate),
  )

/**
 * What a cache is known to have served counts always. What it may have served does where it favours one side: it falls on whoever ran second,
 * so that in an order drawn for each pair it adds to the spread and not to the effect.
 */
function cacheFaults(pairs: readonly GatePair[], inTurns: boolean): GateFault[] {
  const known = pairs.filter(({ baseline, candidate }) => {
    const [a, b] = [cachedShare(baseline), cachedShare(candidate)]
    return a !== null && b !== null && Math.abs(a - b) > mostCacheDifference
  })
  const unknown = seenBefore(pairs)
  const favoured = new Set(unknown.map(({ candidate }) => sentBefore(candidate)))
  const odd = known.length > 0 || inTurns || favoured.size !== 1 ? known : unknown
  const [first] = odd
  if (first === undefined) return []
  const [a, b] = [cachedShare(first.baseline), cachedShare(first.candidate)]
  const told =
    a !== null && b !== null
      ? `${percent(a)} and ${percent(b)} of the prompt tokens of ${idsOf(first)} came from a prefix cache`
      : `of ${idsOf(first)} one sent prompts that its server had seen before, the other did not`
  const message = `the runs of ${odd.length === 1 ? 'a pair' : `${odd.length} pairs`} met the prefix cache in different states: ${told}`
  return [{ code: 'cache-state', message, hint: 'restart the server, or reset its prefix cache, before each run' }]
}

/** Runs without a partner, and pairs that were planned and are not there. */
export function missingFaults(
  { pairs, unpaired }: Pick<Pairing, 'pairs' | 'unpaired'>,
  { planned, given }: { readonly planned: number; readonly given: boolean },
): GateFault[] {
  const alone = [...unpaired.baseline, ...unpaired.candidate]
  if (pairs.length === 0 && unpaired.baseline.length > 0 && unpaired.candidate.length > 0) return [noPartners(unpaired)]
  const faults = alone.length === 0 ? [] : [alonePart(alone)]
  if (pairs.length < fewestPairs) return [...faults, tooFew(pairs.length)]
  return given && pairs.length < planned ? [...faults, unfinishedPlan(pairs.length, planned)] : faults
}

function noPartners({ baseline, candidate }: Pairing['unpaired']): GateFault {
  const seeds = (runs: readonly GateRun[]) => listed(runs.map((run) => String(seedOf(run) ?? 'none')))
  const message = `no run of the candidate sent the prompts of a run of the baseline: seeds ${seeds(candidate)} against ${seeds(baseline)}`
  return {
    code: 'other-prompts',
    message,
    hint: 'run both sides with the same seeds: --set repeat=8 on each gives 1 to 8',
  }
}

function alonePart(runs: readonly GateRun[]): GateFault {
  const seeds = runs.flatMap((run) => seedOf(run) ?? [])
  const message = `${listed(runs.map(({ header }) => header.runId))} ${runs.length === 1 ? 'has' : 'have'} no partner of the same seed on the other side`
  const hint =
    seeds.length === 0
      ? 'run the other side of each pair'
      : `run the other side with seed ${listed(seeds.map(String))} (--set seed=N), or name the runs to compare (runs: [...])`
  return { code: 'missing-pairs', message, hint }
}

const tooFew = (count: number): GateFault => ({
  code: 'too-few-pairs',
  message: `${count} pairs: ${fewestPairs} are the fewest that can tell a difference from chance`,
  hint: 'make more pairs: a run of each side with the same seed, a new seed for each pair',
})

const unfinishedPlan = (done: number, planned: number): GateFault => ({
  code: 'missing-pairs',
  message: `${done} of ${planned} planned pairs are there: stopping where it suits decides more than chance would`,
  hint: 'finish the plan, or set pairs to what was planned before the runs were seen',
})
