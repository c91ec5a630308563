/** Figures of one load: what the client measured, beside what the server's log says really happened. */
import type { RequestRecord } from '../../../src/core/request-record.ts'
import { nsToMs, nsToS } from '../../../src/core/units.ts'
import type { ArrivalPlan } from '../../../src/workload/run-plan.ts'
import { againstLog } from '../../../src/selftest/against-log.ts'
import type { MockLog } from '../../../src/selftest/mock/mock-log.ts'
import type { ClientFigures } from '../runners/client-task.ts'
import { gammaCdf, kolmogorov } from './kolmogorov.ts'
import { deviation, spreadOf } from './spread.ts'

type Timing = Omit<
  ClientFigures,
  'events' | 'eventsOverNs' | 'cpuNs' | 'peakMemoryBytes' | 'connections' | 'loopDelay' | 'othersShare'
>

/** `records`: the measured ones; `originNs`: the zero of their clock on the machine's. */
export function timingFigures(
  records: readonly RequestRecord[],
  log: readonly MockLog[],
  originNs: number,
  arrival: ArrivalPlan,
): Timing {
  const errors = againstLog(records, log, originNs)
  const truth = new Map(log.map((entry) => [entry.user, entry.tokenAt[0] ?? Number.NaN]))
  const streamed = records.filter(({ firstTokenAt }) => firstTokenAt !== null)
  return {
    requests: records.length,
    failed: records.filter(({ outcome }) => outcome.kind !== 'ok').length,
    ttft: spreadOf(errors.map(({ ttftMs }) => ttftMs)),
    e2e: spreadOf(errors.map(({ e2eMs }) => e2eMs)),
    itl: spreadOf(errors.flatMap(({ itlMs }) => itlMs)),
    dueTtft: spreadOf(streamed.map(({ firstTokenAt, scheduledAt }) => nsToMs((firstTokenAt ?? 0) - scheduledAt))),
    trueDueTtft: spreadOf(
      streamed.map(({ index, scheduledAt }) =>
        nsToMs((truth.get(String(index)) ?? Number.NaN) - originNs - scheduledAt),
      ),
    ),
    ...sendingFigures(records, arrival),
  }
}

function sendingFigures(records: readonly RequestRecord[], arrival: ArrivalPlan) {
  const inOrder = records.toSorted((a, b) => a.scheduledAt - b.scheduledAt)
  const sent = inOrder.map(({ sentAt }) => sentAt ?? Number.NaN)
  const due = inOrder.map(({ scheduledAt }) => scheduledAt)
  const span = (at: readonly number[]) => (at.at(-1) ?? Number.NaN) - (at[0] ?? Number.NaN)
  const gaps = sent.slice(1).map((at, i) => at - (sent[i] ?? Number.NaN))
  return {
    lag: spreadOf(sent.map((at, i) => nsToMs(at - (due[i] ?? Number.NaN)))),
    rateShare: span(due) / span(sent),
    gapDeviation: nsToMs(deviation(gaps)),
    kolmogorov: goodness(gaps, arrival),
  }
}

function goodness(gaps: readonly number[], arrival: ArrivalPlan): number | null {
  if (arrival.process !== 'poisson' && arrival.process !== 'gamma') return null
  const shape = arrival.process === 'poisson' ? 1 : 1 / arrival.cv ** 2
  return kolmogorov(
    gaps.map((gap) => nsToS(gap) * arrival.ratePerSecond),
    (gap) => gammaCdf(shape, gap),
  )
}
