/** What several runs of one workload say together: which are worth choosing, and where more load brings no more work. */
import { mean } from '../../stats/distribution.ts'
import type { Saturation, SweepPoint } from './sweep-schema.ts'

/** The run of the highest goodput, the first of several; invalid runs are out. Null: none has any. */
export function bestPoint(points: readonly SweepPoint[]): SweepPoint | null {
  const good = points.filter(
    ({ status, goodputPerS }) => status !== 'invalid' && goodputPerS !== null && goodputPerS > 0,
  )
  const most = Math.max(...good.map(goodput))
  return good.find((point) => goodput(point) === most) ?? null
}

const goodput = (point: SweepPoint) => point.goodputPerS as number

/** Points by what was set besides the load, in the order in which the series first came. */
export function seriesOf(points: readonly SweepPoint[]): ReadonlyMap<string | null, readonly SweepPoint[]> {
  const bySeries = new Map<string | null, SweepPoint[]>()
  for (const point of points) bySeries.set(point.series, [...(bySeries.get(point.series) ?? []), point])
  return bySeries
}

/**
 * Runs that no other beats in both tokens/s for one user and tokens/s of all users (Pareto front): of two on it, the faster for
 * a user is the slower in all. By tokens/s of all, lowest first; runs without both figures are not on it.
 */
export function paretoFront(points: readonly SweepPoint[]): readonly SweepPoint[] {
  const known = points.filter((point) => point.outputTokensPerS !== null && point.tokensPerSPerUser !== null)
  const sorted = [...known].sort((a, b) => total(b) - total(a) || perUser(b) - perUser(a))
  let best = Number.NEGATIVE_INFINITY
  const front = sorted.filter((point) => {
    const isBetter = perUser(point) > best
    if (isBetter) best = perUser(point)
    return isBetter
  })
  return front.reverse()
}

const total = (point: SweepPoint) => point.outputTokensPerS as number
const perUser = (point: SweepPoint) => point.tokensPerSPerUser as number

// A target that completes less than this of what arrives has a queue that grows (see the reason server-behind); and within this of
// the most is as good as the most for runs of usual spread.
const keepsUp = 0.95

/** Null where levels of one kind are fewer than two, or the load never reached the point. Runs at one level are taken together. */
export function saturation(points: readonly SweepPoint[]): Saturation | null {
  const known = points.flatMap(({ level, requestsPerS }) =>
    level === null || requestsPerS === null ? [] : [{ ...level, requestsPerS }],
  )
  const over = known[0]?.over
  if (over === undefined || known.some((each) => each.over !== over)) return null
  const levels = meansByLevel(known)
  const most = Math.max(...levels.map((each) => each.requestsPerS))
  if (over === 'rate') {
    const kept = levels.filter(({ value, requestsPerS }) => requestsPerS >= keepsUp * value)
    const [last, highest] = [kept.at(-1), levels.at(-1)]
    return last === undefined || last.value === highest?.value ? null : { over, level: last.value, requestsPerS: most }
  }
  const enough = levels.find(({ requestsPerS }) => requestsPerS >= keepsUp * most)
  return enough === undefined || enough.value === levels.at(-1)?.value
    ? null
    : { over, level: enough.value, requestsPerS: most }
}

interface Throughput {
  readonly value: number
  readonly requestsPerS: number
}

/** One throughput for each level, lowest level first. */
function meansByLevel(known: readonly Throughput[]): readonly Throughput[] {
  const values = [...new Set(known.map(({ value }) => value))].sort((a, b) => a - b)
  return values.map((value) => {
    const at = known.filter((each) => each.value === value)
    return { value, requestsPerS: mean(at.map(({ requestsPerS }) => requestsPerS)) as number }
  })
}
