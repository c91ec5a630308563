import type { CheckResult } from '../core/certificate.ts'
import type { RequestRecord } from '../core/request-record.ts'
import { msToNs, NS_PER_S, NS_PER_US, nsToMs } from '../core/units.ts'
import { type ClientError, quantileOf } from './against-log.ts'
import { checked, type CheckName } from './checks.ts'
import type { MockLog } from './mock/mock-log.ts'

/**
 * From what the harness recorded and what the server logged to checks. Pure. Percentages are of the truth, times in ms.
 */
const percent = 100

/** Errors of the latencies, 99th percentiles of their size, ns. */
export function errorOf(errors: readonly ClientError[]): { ttft: number; itl: number; e2e: number } {
  const p99 = (values: readonly number[]) => msToNs(quantileOf(values.map(Math.abs), 0.99))
  return {
    ttft: p99(errors.map(({ ttftMs }) => ttftMs)),
    itl: p99(errors.flatMap(({ itlMs }) => itlMs)),
    e2e: p99(errors.map(({ e2eMs }) => e2eMs)),
  }
}

export function judgeTiming(errors: readonly ClientError[]): CheckResult[] {
  const e2e = errors.map(({ e2eMs }) => e2eMs)
  return [
    ...judgeFirstToken('', errors),
    checked(
      'itl-error-p99',
      quantileOf(
        errors.flatMap(({ itlMs }) => itlMs.map(Math.abs)),
        0.99,
      ),
    ),
    checked('e2e-bias-p50', quantileOf(e2e, 0.5)),
    checked('e2e-bias-p99', quantileOf(e2e, 0.99)),
  ]
}

export function judgeFirstToken(
  prefix: '' | 'role-' | 'reasoning-' | 'loaded-',
  errors: readonly ClientError[],
): CheckResult[] {
  const ttft = errors.map(({ ttftMs }) => ttftMs)
  const name = (share: string) => `${prefix}ttft-bias-${share}` as CheckName
  return [checked(name('p50'), quantileOf(ttft, 0.5)), checked(name('p99'), quantileOf(ttft, 0.99))]
}

/** Requests whose tokens, their number of events or their stated source are not what the server sent; `perEvent`: each event's too. */
export function wrongTokens(
  records: readonly RequestRecord[],
  log: readonly MockLog[],
  countedBy: RequestRecord['countedBy'],
  perEvent: boolean,
): number {
  const sent = new Map(log.map(({ user, tokens }) => [user, tokens]))
  return records.filter((record) => {
    const tokens = sent.get(String(record.index)) ?? []
    const total = tokens.reduce((sum, each) => sum + each, 0)
    const isSame = alike(record, tokens, perEvent)
    return record.outcome.kind !== 'ok' || record.outputTokens !== total || record.countedBy !== countedBy || !isSame
  }).length
}

/** Events that one read brought may share a time, but each is there. */
function alike({ events }: RequestRecord, tokens: readonly number[], perEvent: boolean): boolean {
  return events.tokens.length === tokens.length && (!perEvent || tokens.every((each, i) => each === events.tokens[i]))
}

export function judgePacing(
  slow: readonly RequestRecord[],
  fast: readonly RequestRecord[],
  ratePerSecond: number,
): CheckResult[] {
  const slowLags = lagsMs(slow)
  return [
    checked('lag-50-p50', quantileOf(slowLags, 0.5)),
    checked('lag-50-p99', quantileOf(slowLags, 0.99)),
    checked('lag-50-max', quantileOf(slowLags, 1)),
    checked('gap-sd', deviation(gapsMs(slow))),
    checked('lag-500-p99', quantileOf(lagsMs(fast), 0.99)),
    checked('rate-error', (rateOf(fast) / ratePerSecond - 1) * percent),
  ]
}

/** `zeroNs`: the clock's zero in the log's time. The truth of a wait is the server's first write minus the schedule. */
export function judgeStall(records: readonly RequestRecord[], log: readonly MockLog[], zeroNs: number): CheckResult[] {
  const firstWrite = new Map(log.map(({ user, tokenAt }) => [user, tokenAt[0]]))
  const pairs = records.flatMap(({ index, scheduledAt, firstTokenAt }) => {
    const wroteAt = firstWrite.get(String(index))
    return wroteAt === undefined || firstTokenAt === null
      ? []
      : [{ told: nsToMs(firstTokenAt - scheduledAt), true: nsToMs(wroteAt - zeroNs - scheduledAt) }]
  })
  const errors = [0.5, 0.9, 0.99].map((share) => {
    const truth = quantileOf(
      pairs.map((pair) => pair.true),
      share,
    )
    return (
      Math.abs(
        quantileOf(
          pairs.map(({ told }) => told),
          share,
        ) /
          truth -
          1,
      ) * percent
    )
  })
  return [checked('stall-error', Math.max(...errors)), checked('stall-dropped', records.length - pairs.length)]
}

/** CPU time of the harness per event, and the events and requests that a second of it carries. */
export function judgeCost(costs: {
  readonly paced: { readonly cpuNs: number; readonly events: number }
  readonly unpaced: { readonly cpuNs: number; readonly events: number }
  readonly plain: { readonly cpuNs: number; readonly requests: number }
}): CheckResult[] {
  const { paced, unpaced, plain } = costs
  return [
    checked('cpu-per-event', paced.cpuNs / NS_PER_US / paced.events),
    checked('events-per-cpu-second', (unpaced.events / unpaced.cpuNs) * NS_PER_S),
    checked('requests-per-cpu-second', (plain.requests / plain.cpuNs) * NS_PER_S),
  ]
}

const sentOf = (records: readonly RequestRecord[]) => records.flatMap(({ sentAt }) => sentAt ?? [])
const lagsMs = (records: readonly RequestRecord[]) =>
  records.flatMap(({ sentAt, scheduledAt }) => (sentAt === null ? [] : [nsToMs(sentAt - scheduledAt)]))

function gapsMs(records: readonly RequestRecord[]): number[] {
  const sent = sentOf(records)
  return sent.slice(1).map((at, i) => nsToMs(at - (sent[i] as number)))
}

function rateOf(records: readonly RequestRecord[]): number {
  const sent = sentOf(records)
  return ((sent.length - 1) / ((sent.at(-1) ?? 0) - (sent[0] ?? 0))) * NS_PER_S
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
