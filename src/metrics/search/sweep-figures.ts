/** What several runs of one workload say together: which are worth choosing, and where more load brings no more work. */
import type { RunDocument } from '../run-document.ts'

/** One run of a sweep or search. */
export interface SweepPoint {
  readonly runId: string
  readonly label: string | null
  readonly status: RunDocument['status']
  /** Requests per second that were to arrive (open loop) or users at a time (closed); null: neither, as for a trace. */
  readonly level: { readonly over: 'rate' | 'users'; readonly value: number } | null
  readonly requestsPerS: number | null
  readonly outputTokensPerS: number | null
  readonly tokensPerSPerUser: number | null
  readonly attainment: number | null
  readonly goodputPerS: number | null
  readonly ttftMs: { readonly p50: number | null; readonly p99: number | null }
  readonly tpotMs: { readonly p50: number | null; readonly p99: number | null }
}

/** The figures of one run; `arrival` as its plan has it. */
export function sweepPoint(document: RunDocument, label: string | null, level: SweepPoint['level']): SweepPoint {
  const { ttftMs, tpotMs, tpsPerUser } = document.metrics
  return {
    ...{ runId: document.runId, label, status: document.status, level },
    requestsPerS: document.throughput.requestsPerS,
    outputTokensPerS: document.throughput.outputTokensPerS,
    tokensPerSPerUser: tpsPerUser.p50,
    attainment: document.goodput.attainment,
    goodputPerS: document.goodput.requestsPerS,
    ttftMs: { p50: ttftMs.p50, p99: ttftMs.p99 },
    tpotMs: { p50: tpotMs.p50, p99: tpotMs.p99 },
  }
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

/** From here on more load brings (nearly) no more completed requests. */
export interface Saturation {
  readonly over: 'rate' | 'users'
  /** Open loop: the highest rate that was kept up with. Closed loop: the fewest users that reach nearly the most there is. */
  readonly level: number
  /** Most requests completed per second at any level. */
  readonly requestsPerS: number
}

// A target that completes less than this of what arrives has a queue that grows (see the reason server-behind); and within this of
// the most is as good as the most for runs of usual spread.
const keepsUp = 0.95

/** Null where levels of one kind are fewer than two, or the load never reached the point. */
export function saturation(points: readonly SweepPoint[]): Saturation | null {
  const known = points.flatMap(({ level, requestsPerS }) =>
    level === null || requestsPerS === null ? [] : [{ ...level, requestsPerS }],
  )
  const over = known[0]?.over
  if (over === undefined || known.some((each) => each.over !== over)) return null
  const levels = [...known].sort((a, b) => a.value - b.value)
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
