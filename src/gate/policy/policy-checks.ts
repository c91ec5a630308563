import { nearest } from '../../core/nearest.ts'
import { metricNamed, metricNames } from '../../metrics/figures/named-metric.ts'
import { type Fault, isMapping, type Path } from '../../workload/file/fault.ts'
import { isNearEnough, smallestLevel } from '../levels/attainable.ts'
import { usualAlpha, usualPairs } from './gate-policy.ts'
import { parseLimit } from './limit-expression.ts'
import type { SoundPolicy } from './policy-schema.ts'
import type { SideFields } from './side-fields.ts'
import { storedKeys } from './side-fields.ts'

const fault = (path: Path, at: Fault['at'], message: string): Fault => ({ path, at, message })

/** What the schema cannot say: names that must be known, also where their margins are wrong, and contradictions between the parts. */
export function policyChecks(policy: SoundPolicy, tree: Readonly<Record<string, unknown>>): Fault[] {
  return [...metricChecks(tree['metrics']), ...limitChecks(policy), ...sideChecks(policy), ...pairChecks(policy)]
}

function metricChecks(metrics: unknown): Fault[] {
  if (!isMapping(metrics)) return []
  return Object.keys(metrics).flatMap((name) => {
    if (metricNamed(name) !== null) return []
    const close = metricNames.find((known) => known === `${name}.p50`) ?? nearest(name, metricNames)
    const meant = close === null ? '' : `; did you mean ${close}?`
    const message = `expected a metric such as ttft.p99 or outputTokensPerS, got ${JSON.stringify(name)}${meant}`
    return [fault(['metrics', name], 'key', message)]
  })
}

function limitChecks({ limits = [] }: SoundPolicy): Fault[] {
  return limits.flatMap((text, i) => {
    const parsed = parseLimit(text)
    return 'fault' in parsed ? [fault(['limits', i], 'value', parsed.fault)] : []
  })
}

export const isStoredSide = (side: SideFields) => storedKeys.some((key) => side[key] !== undefined)

function sideChecks(policy: SoundPolicy): Fault[] {
  const { baseline, candidate, history, workload } = policy
  if (history !== undefined) return historyChecks(policy)
  if (!('baseline' in policy) || !('candidate' in policy)) return []
  const missing = (['baseline', 'candidate'] as const).filter((key) => policy[key] === undefined)
  if (missing.length > 0 || baseline === undefined || candidate === undefined)
    return missing.map((key) => fault([], 'value', `expected ${key}, got no such key`))
  if (isStoredSide(baseline) !== isStoredSide(candidate)) {
    const message =
      'expected both sides stored or both to be measured, got one of each; pairs are made in turns, history: judges new runs by past ones'
    return [fault(['candidate'], 'key', message)]
  }
  if (workload === undefined && 'workload' in policy && !isStoredSide(baseline))
    return [fault([], 'value', 'expected workload, what is asked of both sides, got no such key')]
  return []
}

function historyChecks({ baseline, candidate, pairs, sequential, budget }: SoundPolicy): Fault[] {
  const pairKey = pairs !== undefined ? 'pairs' : sequential !== undefined ? 'sequential' : null
  const inBudget = budget?.pairs !== undefined || budget?.time !== undefined
  return [
    ...(baseline === undefined ? [] : [fault(['baseline'], 'key', 'expected baseline or history, got both')]),
    ...(candidate === undefined || isStoredSide(candidate)
      ? []
      : [fault(['candidate'], 'key', 'expected stored runs (runs, group, tag, project, baseline) beside history')]),
    ...(pairKey === null ? [] : [fault([pairKey], 'key', `expected no ${pairKey} beside history, which has no pairs`)]),
    ...(inBudget ? [fault(['budget'], 'key', 'expected no budget beside history, which makes no runs')] : []),
  ]
}

function pairChecks({ pairs, sequential, budget, alpha = usualAlpha, history }: SoundPolicy): Fault[] {
  if (history !== undefined) return []
  const last = sequential?.looks.at(-1)
  const planned = last ?? pairs ?? usualPairs
  const key = last === undefined ? (pairs === undefined ? 'alpha' : 'pairs') : 'sequential'
  const faults: Fault[] = []
  if (last !== undefined && pairs !== undefined && pairs !== last)
    faults.push(
      fault(['pairs'], 'value', `expected the last of sequential.looks, ${last}, or no such key, got ${pairs}`),
    )
  if (budget?.pairs !== undefined && budget.pairs < planned)
    faults.push(
      fault(['budget', 'pairs'], 'value', `expected at least the ${planned} pairs planned, got ${budget.pairs}`),
    )
  if (!isNearEnough(smallestLevel(planned), alpha))
    faults.push(
      fault(
        [key],
        'value',
        `expected pairs that can attain alpha ${alpha}: ${planned} reach ${smallestLevel(planned)} at best, ${pairsFor(alpha)} are enough`,
      ),
    )
  return faults
}

/** The fewest pairs that can attain a level. */
function pairsFor(alpha: number): number {
  let pairs = 1
  while (!isNearEnough(smallestLevel(pairs), alpha)) pairs++
  return pairs
}
