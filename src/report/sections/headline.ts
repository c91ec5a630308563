import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { formatCount, formatMs, formatNumber, formatSeconds, formatShare } from '../../../reports/format-number.ts'
import { clip } from './clip.ts'
import { describeArrival, planOf } from './describe-workload.ts'
import { hasSlo } from './figure-groups.ts'
import { highestSettled } from './latency-lines.ts'
import type { FailureLine, LatencyLine } from '../report-model.ts'
import type { SloRow } from '../chart-rows.ts'

/**
 * Three sentences for a reader who has never seen the run, made from the numbers by rules: what was measured; whether it can be
 * trusted (the stamp, and the gravest reason); the main finding (nothing worked, else goodput where levels were set, else the wait
 * for the first token and the pace after it).
 */
export function headline(header: RunHeader, document: RunDocument, parts: FindingParts): [string, string, string] {
  return [measured(header, document), trusted(document), finding(document, parts)]
}

export interface FindingParts {
  readonly latency: readonly LatencyLine[]
  readonly failures: readonly FailureLine[]
  readonly slo: readonly SloRow[]
}

function measured(header: RunHeader, { requests, tokens, window }: RunDocument): string {
  const plan = planOf(header.plan)
  const arrivals = plan === null ? '' : `, arriving ${describeArrival(plan.arrival)}`
  const target = header.target.kind === 'engine' ? 'the bundled engine' : clip(header.target.url, 120)
  const lengths =
    requests.completed === 0
      ? ''
      : `; on average ${formatCount(tokens.input / requests.completed)} prompt tokens and ${formatCount(tokens.output / requests.completed)} answer tokens`
  return `${formatCount(requests.sent)} requests were sent to ${clip(header.target.model, 120)} on ${target} in ${formatSeconds(window.durationS)}${arrivals}${lengths}.`
}

function trusted({ status, reasons }: RunDocument): string {
  const gravest = reasons.find((reason) => reason.severity === status) ?? reasons[0]
  const because = gravest === undefined ? '' : ` ${sentence(gravest.message)}`
  if (status === 'invalid') return `Do not decide anything on these figures.${because}`
  if (status === 'degraded') return `Read the figures with care.${because}`
  const notes =
    reasons.length === 0 ? '' : ` ${reasons.length === 1 ? 'One note' : `${formatCount(reasons.length)} notes`} below.`
  return `The figures can be trusted: the load generator kept its schedule and no check found a flaw.${notes}`
}

function finding(document: RunDocument, parts: FindingParts): string {
  if (document.requests.completed === 0) return nothingWorked(parts.failures)
  return hasSlo(document) ? goodput(document, parts.slo) : pace(document, parts.latency)
}

function nothingWorked([most]: readonly FailureLine[]): string {
  if (most === undefined) return 'No request completed.'
  const status = most.status === null ? '' : ` (status ${most.status})`
  return `No request completed; most often ${most.sentence}${status}.`
}

function goodput({ goodput: good, requests }: RunDocument, slo: readonly SloRow[]): string {
  const completed = requests.completed / (requests.completed + requests.failed + requests.cancelled)
  const levels = slo.filter((row) => row.criterion !== 'all')
  const worst = [...levels].sort((a, b) => a.share - b.share)[0]
  const rates = `a goodput of ${formatNumber(good.requestsPerS)} requests per second`
  const missed =
    worst === undefined || worst.share >= completed
      ? ''
      : ` The level missed most is ${worst.label}, met by ${formatShare(worst.share)}.`
  return `${formatShare(good.attainment)} of the requests met every service level: ${rates}.${missed}`
}

function pace({ throughput }: RunDocument, latency: readonly LatencyLine[]): string {
  const line = (metric: string) => latency.find((candidate) => candidate.metric === metric)
  const ttft = line('ttft')
  const e2e = line('e2e')
  const users = line('tpsPerUser')
  const rate = `The target made ${formatNumber(throughput.outputTokensPerS)} output tokens per second in all`
  const each = users?.p50 == null ? '' : `, ${formatNumber(users.p50)} for the median reader`
  if (ttft !== undefined) return `Half of the answers began within ${formatMs(ttft.p50)}${upTo(ttft)}. ${rate}${each}.`
  return e2e === undefined
    ? `${rate}.`
    : `Half of the answers were complete within ${formatMs(e2e.p50)}${upTo(e2e)}. ${rate}.`
}

function upTo(line: LatencyLine): string {
  const { name, value } = highestSettled(line)
  return name === 'p50' ? '' : `, ${name.slice(1)}\u00a0% within ${formatMs(value)}`
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
