/** Collects what a run, or one class of it, observed: the one reduction of records that everything else is made from. */
import type { FailureKind, RequestRecord, TokenEvents } from '../core/request-record.ts'
import type { SloByClass } from '../core/run-header.ts'
import { type CompactList, compactList } from '../stats/lists/compact-list.ts'
import { type NumberList, numberList } from '../stats/number-list.ts'
import { type DistributionKey, distributionMetrics } from './definitions.ts'
import { isGood } from './goodput.ts'
import type { RequestMetric, TokenMetric } from './metric.ts'
import { addCall, newSessionTally, type SessionTally } from './sessions/session-tally.ts'
import { addWork, emptyWork, type Window, type WindowWork } from './window-work.ts'
import { runsBackwards } from './validity/clock-order.ts'

/** Values of one metric, in the order records came, each with the scheduled time of its request. */
export interface Series {
  readonly values: CompactList
  /** Parallel to `values`; empty for metrics with several values per request. */
  readonly scheduledAt: NumberList
  unobserved: number
}

export interface Tally {
  readonly window: Window
  readonly work: WindowWork
  readonly series: Readonly<Record<DistributionKey, Series>>
  /** Phase `measure` only, as are all counts below but `warmup`. */
  measured: number
  meeting: number
  sent: number
  completed: number
  failed: number
  cancelled: number
  notSent: number
  warmup: number
  /** Requests with times that run backwards. */
  backwards: number
  readonly failures: Map<FailureKind, number>
  readonly tokens: TokenTally
  /** Completed answers of which is known whether their stream ended with `[DONE]`, and those that did not. */
  readonly streams: { ended: number; withoutDone: number }
  /** First and last scheduled and sent instants, for the rate kept. */
  readonly sentAt: Span
  readonly scheduledAt: Span
  readonly sessions: SessionTally
}

/** Sums over completed requests. */
export interface TokenTally {
  /** As the server counted prompts, else as they were sized. */
  input: number
  output: number
  /** Null until a server says how much came from a cache. */
  cached: number | null
  /** Prompt tokens of the requests that `cached` speaks of. */
  inputOfCached: number
  /** The part of `input` that the server counted. */
  reportedInput: number
  /** What was asked of the requests whose own count is known. */
  askedInput: number
  askedOutput: number
  readonly countedBy: Map<NonNullable<RequestRecord['countedBy']>, number>
}

export interface Span {
  n: number
  from: number
  to: number
}

export function newTally(window: Window): Tally {
  const series = () => ({ values: compactList(), scheduledAt: numberList(), unobserved: 0 })
  const entries = distributionMetrics.map(({ key }) => [key, series()] as const)
  return {
    window,
    work: emptyWork(window),
    series: Object.fromEntries(entries) as Record<DistributionKey, Series>,
    ...{ measured: 0, meeting: 0, sent: 0, completed: 0, failed: 0, cancelled: 0, notSent: 0, warmup: 0, backwards: 0 },
    failures: new Map(),
    tokens: {
      input: 0,
      output: 0,
      cached: null,
      inputOfCached: 0,
      reportedInput: 0,
      askedInput: 0,
      askedOutput: 0,
      countedBy: new Map(),
    },
    streams: { ended: 0, withoutDone: 0 },
    sentAt: newSpan(),
    scheduledAt: newSpan(),
    sessions: newSessionTally(),
  }
}

const newSpan = (): Span => ({ n: 0, from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY })

/** Adds one record; records may come in any order. */
export function addRecord(tally: Tally, record: RequestRecord, slo: SloByClass): void {
  if (record.phase === 'warmup') {
    tally.warmup++
    return
  }
  const good = isGood(record, slo)
  addWork(tally.work, tally.window, record, good)
  tally.measured++
  if (runsBackwards(record)) tally.backwards++
  if (good) tally.meeting++
  addOutcome(tally, record)
  if (record.outcome.kind !== 'notSent') stretch(tally.scheduledAt, record.scheduledAt)
  if (record.sentAt !== null) {
    tally.sent++
    stretch(tally.sentAt, record.sentAt)
  }
  const completed = record.outcome.kind === 'ok'
  for (const metric of distributionMetrics) {
    if (metric.per === 'request') addValue(tally.series[metric.key], metric, record)
    else if (completed) addGaps(tally.series[metric.key].values, metric, record.events)
  }
  if (completed) {
    addTokens(tally.tokens, record)
    addEnd(tally.streams, record)
  }
  addCall(tally.sessions, record)
}

function addOutcome(tally: Tally, { outcome }: RequestRecord): void {
  if (outcome.kind === 'ok') tally.completed++
  else {
    if (outcome.kind === 'cancelled') tally.cancelled++
    else if (outcome.kind === 'notSent') tally.notSent++
    else tally.failed++
    tally.failures.set(outcome.kind, (tally.failures.get(outcome.kind) ?? 0) + 1)
  }
}

function addGaps(values: CompactList, metric: TokenMetric, events: TokenEvents): void {
  metric.of(events, (ns, tokens) => values.push(ns, tokens))
}

function addValue(series: Series, metric: RequestMetric, record: RequestRecord): void {
  const counts = metric.over === 'sent' ? record.sentAt !== null : record.outcome.kind === 'ok'
  if (!counts) return
  const value = metric.of(record)
  if (value === null) series.unobserved++
  else {
    series.values.push(value)
    series.scheduledAt.push(record.scheduledAt)
  }
}

function addTokens(tokens: TokenTally, record: RequestRecord): void {
  const { inputTokens, outputTokens, cachedTokens, countedBy, asked } = record
  tokens.input += inputTokens ?? asked.inputTokens
  tokens.output += outputTokens ?? 0
  if (inputTokens !== null) {
    tokens.reportedInput += inputTokens
    tokens.askedInput += asked.inputTokens
  }
  if (outputTokens !== null) tokens.askedOutput += asked.outputTokens
  if (countedBy !== null) tokens.countedBy.set(countedBy, (tokens.countedBy.get(countedBy) ?? 0) + 1)
  if (cachedTokens === null) return
  tokens.cached = (tokens.cached ?? 0) + cachedTokens
  tokens.inputOfCached += inputTokens ?? asked.inputTokens
}

function addEnd(streams: Tally['streams'], { doneMarker }: RequestRecord): void {
  if (doneMarker === null) return
  streams.ended++
  if (!doneMarker) streams.withoutDone++
}

function stretch(span: Span, at: number): void {
  span.n++
  span.from = Math.min(span.from, at)
  span.to = Math.max(span.to, at)
}
