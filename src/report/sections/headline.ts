import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import {
  formatCount,
  formatCounted,
  formatMs,
  formatNumber,
  formatSeconds,
  formatShare,
} from '../../../reports/format-number.ts'
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

/** What is said of the sentences, for who wants to know where they come from. */
export const headlineRules: readonly string[] = [
  'What was measured: requests sent in the measured window, the target, how they arrived, and the mean lengths of those that completed.',
  'Whether it can be trusted: the stamp, and the first reason of its own severity; too few samples are named only where nothing graver is.',
  'The main finding: where nothing completed, what failed most often; else, with service levels, the share of requests that met all of them, the goodput, and the level that fewest met (none where only failed requests missed one); else the median wait for the first token (for the whole answer where nothing was streamed), the highest percentile with enough independent values, and the pace.',
  'A percentile has enough from 13 (p50), 64 (p90), 130 (p95) and 662 (p99) independent values on; a median of fewer says of how many it is.',
]

export interface FindingParts {
  readonly latency: readonly LatencyLine[]
  readonly failures: readonly FailureLine[]
  readonly slo: readonly SloRow[]
}

function measured(header: RunHeader, { requests, tokens, window }: RunDocument): string {
  const plan = planOf(header.plan)
  const arrivals = plan === null ? '' : `, arriving ${describeArrival(plan.arrival)}`
  const target = targetText(header)
  const lengths =
    requests.completed === 0
      ? ''
      : `; ${requests.completed === 1 ? '' : 'on average '}${formatCount(tokens.input / requests.completed)} prompt tokens and ${formatCount(tokens.output / requests.completed)} answer tokens`
  return `${formatCounted(requests.sent, 'request')} ${requests.sent === 1 ? 'was' : 'were'} sent to ${target} in ${formatSeconds(window.durationS)}${arrivals}${lengths}.`
}

function targetText({ target }: RunHeader): string {
  const model = clip(target.model, 120)
  if (target.kind === 'engine') return `${model} on the bundled engine`
  return target.url === 'unknown' ? model : `${model} on ${clip(target.url, 120)}`
}

function trusted({ status, reasons, imported }: RunDocument): string {
  const grave = reasons.filter((reason) => reason.severity === status)
  const gravest = grave.find((reason) => reason.code !== 'few-samples') ?? grave[0] ?? reasons[0]
  const because = gravest === undefined ? '' : ` ${sentence(gravest.message)}`
  if (status === 'invalid') return `Do not decide anything on these figures.${because}`
  if (status === 'degraded') return `Read the figures with care.${because}`
  if (imported !== undefined) return sentence(reasons.find(({ code }) => code === 'imported')?.message ?? '')
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

function goodput(document: RunDocument, slo: readonly SloRow[]): string {
  const { goodput: good, requests } = document
  const rates = good.requestsPerS === 0 ? '' : `: a goodput of ${formatNumber(good.requestsPerS)} requests per second`
  return `${met(document)}${rates}.${missedMost(slo, requests)}`
}

const attempts = ({ completed, failed, cancelled }: RunDocument['requests']) => completed + failed + cancelled

function met({ goodput: { attainment }, requests }: RunDocument): string {
  if (attempts(requests) === 1)
    return `The one request ${attainment === 1 ? 'met' : 'did not meet'} every service level`
  if (attainment === 0) return 'No request met every service level'
  return `${formatShare(attainment)} of the requests met every service level`
}

/** The level to look at first; none where only failed requests missed one. Exact counts: a rounded share would blame at random. */
function missedMost(slo: readonly SloRow[], requests: RunDocument['requests']): string {
  const share = (row: SloRow) => row.met / row.of
  const [worst] = slo.filter((row) => row.criterion !== 'all').sort((a, b) => share(a) - share(b))
  if (worst === undefined || share(worst) >= 1) return ''
  if (share(worst) >= requests.completed / attempts(requests))
    return requests.cancelled === 0 ? ' The others failed.' : ' The others did not complete.'
  const of = slo.some((row) => row.className !== worst.className) ? ` of class ${clip(worst.className, 40)}` : ''
  return ` The level missed most is ${worst.label}${of}, met by ${worst.met === 0 ? 'none' : formatShare(share(worst))}.`
}

function pace({ throughput }: RunDocument, latency: readonly LatencyLine[]): string {
  const line = (metric: string) => latency.find((candidate) => candidate.metric === metric)
  const ttft = line('ttft')
  const e2e = line('e2e')
  const users = line('tpsPerUser')
  const rate = `The target made ${formatNumber(throughput.outputTokensPerS)} output tokens per second in all`
  const each = users?.p50 == null || users.n === 1 ? '' : `, ${formatNumber(users.p50)} for the median reader`
  if (ttft !== undefined) return `${half(ttft)} began within ${formatMs(ttft.p50)}${upTo(ttft)}. ${rate}${each}.`
  return e2e === undefined
    ? `${rate}.`
    : `${half(e2e)} ${e2e.n === 1 ? 'was' : 'were'} complete within ${formatMs(e2e.p50)}${upTo(e2e)}. ${rate}.`
}

/** What a median is of; the number where it is too small for the median to settle. */
function half({ n, unsettled }: LatencyLine): string {
  if (n === 1) return 'The one answer'
  return unsettled.includes('p50') ? `Half of only ${formatCount(n)} answers` : 'Half of the answers'
}

function upTo(line: LatencyLine): string {
  const { name, value } = highestSettled(line)
  return name === 'p50' ? '' : `, ${name.slice(1)}\u00a0% within ${formatMs(value)}`
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
