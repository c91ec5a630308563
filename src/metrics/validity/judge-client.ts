/**
 * Whether the load generator was good enough for what it measured. Its own error must be small beside what it reports, so the
 * lag limits are shares of the wait users saw, with a floor below which nothing is blamed: timers of a busy machine are late by
 * a millisecond or two, and a client that measures well still shows that.
 */
import { msToNs, nsToS } from '../../core/units.ts'
import { percentile, sortAscending } from '../../stats/percentile.ts'
import type { Evidence } from './judge-run.ts'
import { counted, digits, milliseconds, percent } from './numbers.ts'
import type { Reason, Severity } from './reason.ts'

// p99 of the send lag against the median wait: up to a tenth leaves even the tail of TTFT mostly the target's; beyond half,
// the tail is the client's.
const mostLag = { degraded: { floorNs: msToNs(2), share: 0.1 }, invalid: { floorNs: msToNs(20), share: 0.5 } }
// Bytes that arrive while the thread is busy are stamped late by up to this. 20 ms is half a token gap at 25 tokens/s, the
// slowest pace still read as fluent; a quarter of a second hides whole answers of small models.
const mostDelayNs = { degraded: msToNs(20), invalid: msToNs(250) }
// What the bytes of answers had waited when they were stamped is the error of the times: up to a tenth of the median gap between tokens leaves even
// the tail of the gaps mostly the target's. Where tokens come so fast that nobody could hold it, what the self-test allows the p99 of ITL (0.4 ms);
// never more than 5 ms, a tenth of the 50 ms that a slow token takes; where there are no gaps, what it allows that of TTFT (1 ms).
const mostReadLag = { mostNs: msToNs(5), leastNs: msToNs(0.4), shareOfGap: 0.1, withoutGapsNs: msToNs(1) }
// One thread sends and stamps; near a full core it queues what it should stamp.
const mostCpuShare = 0.9
// Below 95 % the arrival process was another one than asked for; below 80 % the experiment is another one.
// A shortfall of less time than this is one stall of a short run, which the send lag tells; a rate needs a span.
const leastSendRate = {
  degraded: { share: 0.95, floorNs: msToNs(50) },
  invalid: { share: 0.8, floorNs: msToNs(500) },
}
// As for errors: above 1 % held back, the tail is theirs.
const mostHeldShare = 0.01

/** Send lag, send rate, the limit of requests under way, event-loop delay, read lag, CPU. */
export function judgeClient(evidence: Evidence): Reason[] {
  return [judgeLag, judgeRate, judgeLimit, judgeDelay, judgeReadLag, judgeCpu].flatMap((judge) => judge(evidence))
}

const fewerStreams =
  'fewer streams for each core: --workers 2 or more, fewer users, or run infbench on a machine of its own'
const lighter = 'lower the rate, shorten prompts, or run infbench on a machine of its own'

function judgeLag({ header, tally }: Evidence): Reason[] {
  const lags = sortAscending(tally.series.sendLagMs.values.values())
  // Those that the workload's own limit held back are the latest, and no fault of the client.
  const ofAll = percentile(lags.subarray(0, Math.max(0, lags.length - heldBy(header))), 0.99)
  const p99 = ofAll === null ? null : Math.max(ofAll, worstWorkerLag(header))
  if (p99 === null) return []
  const wait = medianWaitNs(tally)
  const beyond = ({ floorNs, share }: { floorNs: number; share: number }) => p99 > floorNs && p99 > share * (wait ?? 0)
  const severity = grade(beyond(mostLag.degraded), beyond(mostLag.invalid))
  if (severity === null) return []
  const beside = wait === null ? '' : `, ${percent(p99 / wait)} of the median wait of ${milliseconds(wait)}`
  return [
    { code: 'send-lag', severity, message: `requests left late: p99 ${milliseconds(p99)}${beside}`, hint: lighter },
  ]
}

/** Of several workers, the one that sends latest: a hundredth of all requests can hide it. 0 where there is one, or a limit held them back. */
function worstWorkerLag(header: Evidence['header']): number {
  if (heldBy(header) > 0) return 0
  return Math.max(0, ...(header.client?.workers ?? []).map(({ sendLagNs }) => sendLagNs?.p99 ?? 0))
}

/** Median service TTFT, or E2E where no first token was seen: what the lag is small or large beside. */
function medianWaitNs({ series }: Evidence['tally']): number | null {
  const median = (key: 'ttftServiceMs' | 'e2eServiceMs') => percentile(sortAscending(series[key].values.values()), 0.5)
  return median('ttftServiceMs') ?? median('e2eServiceMs')
}

// Both rates by the spans between first and last, so that a window longer than its arrivals does not matter.
function judgeRate({ header, tally }: Evidence): Reason[] {
  if (heldBy(header) > 0) return []
  const { sentAt, scheduledAt } = tally
  const offeredNs = scheduledAt.to - scheduledAt.from
  const tookNs = sentAt.to - sentAt.from
  if (sentAt.n < 2 || offeredNs <= 0 || tookNs <= 0) return []
  const offered = (scheduledAt.n - 1) / nsToS(offeredNs)
  const achieved = (sentAt.n - 1) / nsToS(tookNs)
  const share = achieved / offered
  const below = (least: { share: number; floorNs: number }) => share < least.share && tookNs - offeredNs > least.floorNs
  const severity = grade(below(leastSendRate.degraded), below(leastSendRate.invalid))
  if (severity === null) return []
  const message = `sent ${digits(achieved)} requests/s of the ${digits(offered)} scheduled (${percent(share)})`
  return [{ code: 'send-rate', severity, message, hint: lighter }]
}

const heldBy = (header: Evidence['header']) => header.client?.heldBack?.requests ?? 0

// Their wait is in their latencies, so nothing is hidden; but the target did not see the arrivals that were asked for.
function judgeLimit({ header, tally }: Evidence): Reason[] {
  const { requests = 0, longestNs = 0 } = header.client?.heldBack ?? {}
  if (requests === 0) return []
  const share = requests / Math.max(tally.sent, requests)
  const message = `${counted(requests, 'request')} of ${tally.sent} (${percent(share)}) were due while as many as arrival.maxInFlight allows were under way and waited, at most ${milliseconds(longestNs)}: the wait counts into their latencies, and the target saw fewer at once than were due`
  const severity = share > mostHeldShare ? 'degraded' : 'note'
  return [{ code: 'in-flight-limit', severity, message, hint: 'raise arrival.maxInFlight, or lower the rate' }]
}

function judgeDelay({ header }: Evidence): Reason[] {
  const p99 = header.client?.eventLoopDelayNs.p99 ?? null
  if (p99 === null) return []
  const severity = grade(p99 > mostDelayNs.degraded, p99 > mostDelayNs.invalid)
  if (severity === null) return []
  const message = `the client's thread was busy when bytes arrived: event-loop delay p99 ${milliseconds(p99)}, times are late by up to that`
  return [{ code: 'event-loop-delay', severity, message, hint: lighter }]
}

function judgeReadLag({ header, block }: Evidence): Reason[] {
  const p99 = header.client?.readLagNs?.p99 ?? 0
  const { mostNs, leastNs, shareOfGap, withoutGapsNs } = mostReadLag
  const gapMs = block.metrics.itlMs.p50
  const limitNs = gapMs === null ? withoutGapsNs : Math.min(mostNs, Math.max(leastNs, shareOfGap * msToNs(gapMs)))
  if (p99 <= limitNs) return []
  const message = `bytes of answers lay unread before they were stamped: p99 ${milliseconds(p99)} (at most ${milliseconds(limitNs)}), times are late by up to that`
  return [{ code: 'read-lag', severity: 'degraded', message, hint: fewerStreams }]
}

function judgeCpu({ header }: Evidence): Reason[] {
  const workers = header.client?.workers
  if (workers !== undefined) return judgeBusiest(workers.map(({ busyShare }) => busyShare))
  const share = header.client?.cpuShare ?? null
  if (share === null || share <= mostCpuShare) return []
  const message = `the client used ${percent(share)} of a core; above ${percent(mostCpuShare)} it queues what it should stamp`
  return [{ code: 'client-cpu', severity: 'degraded', message, hint: lighter }]
}

/** Several workers may use several cores; each of them queues what it should stamp when its own thread is busy. */
function judgeBusiest(busyShares: readonly number[]): Reason[] {
  const share = Math.max(...busyShares)
  if (share <= mostCpuShare) return []
  const message = `the busiest of ${busyShares.length} workers was busy ${percent(share)} of the time; above ${percent(mostCpuShare)} it queues what it should stamp`
  return [{ code: 'client-cpu', severity: 'degraded', message, hint: lighter }]
}

function grade(degraded: boolean, invalid: boolean): Severity | null {
  return invalid ? 'invalid' : degraded ? 'degraded' : null
}
