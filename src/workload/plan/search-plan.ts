import { parseRatePerSecond } from '../../core/units.ts'
import type { SearchPlan } from '../../stats/search/capacity-search.ts'
import type { Fault } from '../file/fault.ts'
import type { WorkloadFile } from '../schema.ts'
import type { SoundParts } from './cross-checks.ts'

// Six halvings and ten doublings of a first guess: a start that is further off is a slip of the unit.
const below = 64
const above = 1024

/** The search a checked workload asks for, every default filled in; null where it asks for none. */
export function searchPlan({ search, arrival }: Pick<WorkloadFile, 'search' | 'arrival'>): SearchPlan | null {
  if (search === undefined || search === null) return null
  const over = arrival.process === 'concurrency' ? 'users' : 'rate'
  const own = over === 'users' ? (arrival.users ?? 1) : (parseRatePerSecond(arrival.rate ?? 1) as number)
  const start = search.from ?? own
  const whole = (level: number) => (over === 'users' ? Math.max(1, Math.round(level)) : level)
  return {
    ...{ metric: search.metric, attainment: search.attainment, over, start: whole(start) },
    least: whole(search.least ?? (over === 'users' ? 1 : start / below)),
    most: whole(search.most ?? start * above),
    ...{ tolerance: search.tolerance, mostRuns: search.runs },
  }
}

/** What puts a level of the search into the workload, as `--set` has it; the point by itself is no search. */
export const levelOverrides = ({ over }: SearchPlan, level: number): readonly string[] => [
  'search=null',
  over === 'users' ? `arrival.users=${level}` : `arrival.rate=${level}`,
]

/** What stands in the way of a search. */
export function searchChecks({ search, sweep, arrival, slo, requests }: SoundParts): Fault[] {
  if (search === undefined || search === null) return []
  const fault = (message: string): Fault => ({ path: ['search'], at: 'key', message })
  const levels = [slo, ...(requests?.classes ?? []).map((each) => each.slo)]
  const hasLevel = levels.some((each) => Object.values(each ?? {}).some((value) => value !== undefined))
  return [
    ...(sweep === undefined ? [] : [fault('expected search or sweep, got both')]),
    ...(arrival?.process === 'trace' ? [fault('expected a rate or users to search over, got process trace')] : []),
    ...(slo !== undefined && !hasLevel
      ? [fault('expected service levels beside search, got none (slo: {ttft: 200ms})')]
      : []),
  ]
}
