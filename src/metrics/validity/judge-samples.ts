/** Whether the window was long and steady enough for its statistics. */
import { nsToS } from '../../core/units.ts'
import { drift } from '../../stats/steady.ts'
import { inScheduleOrder } from '../run-block.ts'
import type { RunBlock } from '../run-document.ts'
import type { Evidence } from './judge-run.ts'
import { digits, milliseconds, percent } from './numbers.ts'
import type { Reason } from './reason.ts'

// Independent values that a percentile needs (DESIGN section 3): the chance that all of them miss the tail beyond it is
// then about 1 in 800, and some six and a half are expected there. The median's own need follows from the same six and a half.
export const leastSamples = { p50: 13, p90: 64, p95: 130, p99: 662 } as const
// A change users would notice, and four sigma, because the correlation is itself an estimate: of 1,000 simulated settled runs
// of 200-300 requests 0 are blamed when independent, 4 at AR(1) 0.8, 9 for a queue at half load, 41 at 0.7 load.
const mostDrift = { share: 0.1, z: 4 }
// A target that completes less than nine tenths of what is offered has a queue that grows as long as the run lasts.
const leastCompletedShare = 0.9

/** Samples, steadiness, keeping up. */
export function judgeSamples(evidence: Evidence): Reason[] {
  return [judgeCount, judgeDrift, judgeKeepingUp].flatMap((judge) => judge(evidence))
}

/** The percentiles of a metric that its independent values do not carry. */
export function weakPercentiles({
  n,
  effectiveSamples,
}: RunBlock['metrics']['ttftMs']): readonly (keyof typeof leastSamples)[] {
  const names = Object.keys(leastSamples) as (keyof typeof leastSamples)[]
  return effectiveSamples === null || n === 0 ? [] : names.filter((name) => effectiveSamples < leastSamples[name])
}

// One metric stands for the run: TTFT, which queues and caches correlate most, or E2E where no first token was seen.
function judgeCount({ block }: Evidence): Reason[] {
  const [name, entry] = block.metrics.ttftMs.n > 0 ? ['TTFT', block.metrics.ttftMs] : ['E2E', block.metrics.e2eMs]
  const weak = weakPercentiles(entry as typeof block.metrics.ttftMs)
  const { n, effectiveSamples } = entry as typeof block.metrics.ttftMs
  if (weak.length === 0 || effectiveSamples === null) return []
  const needs = weak.map((percentile) => `${percentile} needs ${leastSamples[percentile]}`).join(', ')
  const message = `${n} ${name} values are worth ${digits(effectiveSamples)} independent ones: ${needs}`
  const severity = weak.includes('p50') ? 'degraded' : 'note'
  return [
    { code: 'few-samples', severity, message, hint: 'run longer for the tail; duration or requests in the workload' },
  ]
}

function judgeDrift({ tally }: Evidence): Reason[] {
  const [name, key] =
    tally.series.ttftMs.values.length > 0 ? (['TTFT', 'ttftMs'] as const) : (['E2E', 'e2eMs'] as const)
  const found = drift(inScheduleOrder(tally.series[key]))
  if (found === null || Math.abs(found.z) <= mostDrift.z) return []
  const { earlyMedian, lateMedian } = found
  if (Math.abs(earlyMedian - lateMedian) <= mostDrift.share * lateMedian) return []
  const message = `not settled: median ${name} ${milliseconds(earlyMedian)} in the first fifth of the requests, ${milliseconds(lateMedian)} in the last half`
  const hint = earlyMedian > lateMedian ? 'a longer warmup' : 'lower the rate: the queue grows as long as the run lasts'
  return [{ code: 'not-settled', severity: 'degraded', message, hint }]
}

// Nothing is wrong with measuring an overloaded target; its latencies are just as long as the run, which a reader must know.
function judgeKeepingUp({ header, tally }: Evidence): Reason[] {
  const { work, scheduledAt } = tally
  if (!isOpenLoop(header.plan) || scheduledAt.n < 2 || work.windowNs === 0) return []
  const offeredNs = scheduledAt.to - scheduledAt.from
  const offered = (scheduledAt.n - 1) / nsToS(offeredNs)
  const completed = work.completed / nsToS(work.windowNs)
  const share = completed / offered
  if (!(share + quickFailures(tally) / nsToS(work.windowNs) / offered < leastCompletedShare)) return []
  const message = `the target completed ${digits(completed)} requests/s of ${digits(offered)} offered (${percent(share)}): queueing time depends on how long the run lasts`
  return [{ code: 'server-behind', severity: 'note', message, hint: 'for steady latencies offer a rate it can keep' }]
}

/** Requests the target refused or broke off: errors, which another reason tells of, not a queue. A timeout may be one. */
function quickFailures({ failed, failures }: Evidence['tally']): number {
  return failed - (failures.get('timeout') ?? 0)
}

function isOpenLoop(plan: unknown): boolean {
  const arrival = (plan as { arrival?: { process?: unknown } } | null)?.arrival
  return typeof arrival?.process === 'string' && arrival.process !== 'concurrency'
}
