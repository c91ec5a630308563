/**
 * How much load a target carries: the highest level (a rate, or users at a time) at which enough requests meet their service levels.
 * Two phases. Bracketing: from the first level up by doubling until one fails, or down by halving until one holds. Bisection: between the
 * highest that held below the lowest that failed, in geometric steps, until they are as near as asked. A level near the limit is
 * a coin toss, so a verdict waits for its confidence: a level whose interval (Wilson, over the independent requests) holds
 * the wanted share is measured again, its runs taken together; where that does not help either the search has come as near as
 * such runs can tell, and ends. Pure: the same probes give the same next step.
 */
import { type ShareInterval, wilsonInterval } from '../proportion.ts'

export interface SearchPlan {
  readonly metric: 'goodput'
  /** Share of measured requests that must meet every service level of their class. */
  readonly attainment: number
  /** What is varied; `users` in whole numbers. */
  readonly over: 'rate' | 'users'
  /** First level, and the bounds of all. */
  readonly start: number
  readonly least: number
  readonly most: number
  /** The search ends when the levels that held and failed are this near, as a share of the lower. */
  readonly tolerance: number
  /** Runs at most. */
  readonly mostRuns: number
}

/** One run of the search. */
export interface Probe {
  readonly level: number
  /** Measured requests, those of them that met every level, and how many independent ones they are worth. */
  readonly measured: number
  readonly meeting: number
  readonly independent: number
}

export type SearchStep = { readonly probe: number } | { readonly end: SearchEnd }

export interface SearchEnd {
  /** Highest level that held below the lowest that failed; null: none held. */
  readonly best: number | null
  /** Lowest level that failed; null: none did. */
  readonly failsAt: number | null
  readonly why: SearchEndReason
}

export type SearchEndReason = keyof typeof searchEnds

/** Why a search ends, a sentence each. */
export const searchEnds = {
  found: 'the levels that held and failed are as near as asked',
  noise: 'a level between them is too near the limit for runs of this length to tell',
  bounded: 'the highest level allowed still held',
  nothing: 'even the lowest level allowed failed',
  exhausted: 'the number of runs allowed was used up',
} as const

/** All runs at one level. */
export interface Level {
  readonly level: number
  readonly runs: number
  readonly share: number
  readonly interval: ShareInterval
  readonly verdict: 'held' | 'failed' | 'unsure'
}

// Of the two-sided 90 % interval each bound is passed by chance once in 20 levels.
const z = 1.645
/** More runs at a level that stays unsure only show that it is at the limit. */
const mostAtLevel = 3

/** What comes after these probes. */
export function nextStep(probes: readonly Probe[], plan: SearchPlan): SearchStep {
  const levels = levelsOf(probes, plan)
  const unsure = levels.find(({ verdict, runs }) => verdict === 'unsure' && runs < mostAtLevel)
  const { best, failsAt } = bracket(levels, plan)
  if (probes.length >= plan.mostRuns) return { end: { best, failsAt, why: 'exhausted' } }
  if (unsure !== undefined) return { probe: unsure.level }
  const next = levels.length === 0 ? plan.start : between(best, failsAt, plan)
  if (typeof next !== 'number') return { end: { best, failsAt, why: next.why } }
  const isNoise = levels.some(({ verdict }) => verdict === 'unsure') && best !== null && failsAt !== null
  return isNoise ? { end: { best, failsAt, why: 'noise' } } : { probe: next }
}

/** Probes by level, lowest first, with what they say together. */
export function levelsOf(probes: readonly Probe[], plan: Pick<SearchPlan, 'attainment'>): readonly Level[] {
  const byLevel = new Map<number, Probe[]>()
  for (const probe of probes) byLevel.set(probe.level, [...(byLevel.get(probe.level) ?? []), probe])
  return [...byLevel]
    .sort(([a], [b]) => a - b)
    .map(([level, runs]) => {
      const sum = (key: 'measured' | 'meeting' | 'independent') => runs.reduce((total, run) => total + run[key], 0)
      const share = sum('measured') === 0 ? 0 : sum('meeting') / sum('measured')
      const interval = wilsonInterval(share, sum('independent'), z)
      const { attainment } = plan
      const verdict = interval.low >= attainment ? 'held' : interval.high < attainment ? 'failed' : 'unsure'
      return { level, runs: runs.length, share, interval, verdict }
    })
}

/** A level that stays unsure counts by what it showed. */
function bracket(levels: readonly Level[], { attainment }: SearchPlan): Pick<SearchEnd, 'best' | 'failsAt'> {
  const held = ({ verdict, share }: Level) => verdict === 'held' || (verdict === 'unsure' && share >= attainment)
  const failsAt = levels.find((level) => !held(level))?.level ?? null
  const below = levels.filter((each) => held(each) && (failsAt === null || each.level < failsAt))
  return { best: below.at(-1)?.level ?? null, failsAt }
}

function between(best: number | null, failsAt: number | null, plan: SearchPlan): number | { why: SearchEndReason } {
  const { least, most, tolerance } = plan
  const whole = (level: number) => (plan.over === 'users' ? Math.round(level) : Number(level.toPrecision(4)))
  if (failsAt === null)
    return best === null || best < most ? whole(Math.min(most, 2 * (best ?? plan.start))) : { why: 'bounded' }
  if (best === null) return failsAt > least ? whole(Math.max(least, failsAt / 2)) : { why: 'nothing' }
  const middle = whole(Math.sqrt(best * failsAt))
  if (failsAt - best <= tolerance * best || middle <= best || middle >= failsAt) return { why: 'found' }
  return middle
}
