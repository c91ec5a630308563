import { failureKinds } from '../../../core/request-record.ts'
import type { RunHeader } from '../../../core/run-header.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import type { RunPlan } from '../../../workload/run-plan.ts'
import { wrap } from '../text/columns.ts'
import { describeLoad, describeMeasured, describeSlo } from '../text/describe-plan.ts'
import { certifiedText } from '../text/error-text.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { noteLines } from '../imports/note-lines.ts'
import { settingsText, sourceText } from '../imports/source-text.ts'
import { engineTable } from './engine-table.ts'
import { classTable, latencyTable, turnTable } from './latency-table.ts'
import { count, digits, dollars, exact, grouped, percent } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/**
 * The summary of one run, at most `style.columns` wide: what was run, whether it can be trusted and why not, requests, latencies,
 * rates, what the bundled engine did, `charts` as they come. `places` says where the run's traces are and what to do next.
 */
export function runTable(
  header: RunHeader,
  document: RunDocument,
  places: readonly Fact[],
  style: TextStyle,
  charts: readonly string[] = [],
): string {
  const groups = [
    [`${style.bold(document.name)}  ${document.runId}  ${statusText(document, style)}`],
    factLines(subject(header, document), style),
    latencyTable(document, style),
    classTable(document, style),
    turnTable(document, style),
    factLines(rates(header, document, style), style),
    factLines(serverFacts(document), style),
    engineTable(document, style),
    charts,
    reasons(document, style),
    importedNotes(document, style),
    factLines(places, style),
  ]
  return `${groups
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** The stamp in its colour, with the state where the run did not complete. */
export function statusText({ status, state }: Pick<RunDocument, 'status' | 'state'>, style: TextStyle): string {
  const paint = { valid: style.green, degraded: style.yellow, invalid: style.red }[status]
  return state === 'completed' ? paint(status) : paint(`${status}, ${state === 'running' ? 'not finished' : state}`)
}

function subject(header: RunHeader, document: RunDocument): Fact[] {
  const { requests, tokens, sessions, measurementError } = document
  const { planned, sent, completed, failed, cancelled, notSent, warmup } = requests
  const counts = [
    ...(planned === null ? [] : [`${count(planned)} planned`]),
    `${count(sent)} sent`,
    `${count(completed)} completed`,
    `${count(failed)} failed${failed > 0 ? failureText(requests.failures) : ''}`,
    ...(notSent > 0 ? [`${count(notSent)} not sent`] : []),
    ...(cancelled > 0 ? [`${count(cancelled)} cancelled`] : []),
    ...(warmup > 0 ? [`${count(warmup)} more of warm-up`] : []),
  ]
  const toldTokens = document.imported === undefined || tokens.input + tokens.output > 0
  const counted = tokens.countedBy === null ? '' : ` (counted by ${countedBy[tokens.countedBy]})`
  return [
    ['target', describeMeasured(header.target)],
    ['load', settingsText(header.plan) ?? describeLoad(sentPlan(header))],
    ['requests', counts.join(', ')],
    ...(document.imported === undefined ? [] : [['source', sourceText(document.imported)] as const]),
    ...(sessions === null ? [] : [['sessions', sessionsText(sessions)] as const]),
    ['tokens', toldTokens ? `${count(tokens.input)} in, ${count(tokens.output)} out${counted}` : 'not told'],
    ...(measurementError === null ? [] : [['selftest', certifiedText(measurementError)] as const]),
  ]
}

function sessionsText({ begun, broken, promptsOff }: NonNullable<RunDocument['sessions']>): string {
  const text = `${count(begun)}, of which ${count(broken)} ended by a failure`
  if (promptsOff === undefined) return text
  const { calls, meanTokens, mostTokens } = promptsOff
  const by = `${Number(meanTokens.toPrecision(3))} tokens in the mean, ${count(mostTokens)} at most`
  return `${text}; ${count(calls)} prompts were off the length asked (${by})`
}

/** The plan with the workers that there were. */
function sentPlan({ plan, client }: RunHeader): RunPlan {
  return client === null ? (plan as RunPlan) : { ...(plan as RunPlan), workers: client.workers?.length ?? 1 }
}

const countedBy = {
  usage: "the server's usage",
  tokenizer: 'tokenizer',
  events: 'events',
  mixed: 'several means',
} as const

/** ` (3 timeout, 1 http)`; nothing where none failed, or an import does not say how. */
function failureText(failures: RunDocument['requests']['failures']): string {
  const kinds = Object.keys(failureKinds).flatMap((kind) => {
    const times = failures[kind as keyof typeof failureKinds]
    return times === undefined || times === 0 ? [] : [`${count(times)} ${kind}`]
  })
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
}

function rates(header: RunHeader, { throughput, goodput, cost }: RunDocument, style: TextStyle): Fact[] {
  const { outputTokensPerS, inputTokensPerS, requestsPerS, requestsPerMin } = throughput
  const rows: Fact[] = [
    [
      'throughput',
      `${grouped(outputTokensPerS)} output tok/s, ${grouped(inputTokensPerS)} input tok/s, ${grouped(requestsPerS)} requests/s (${grouped(requestsPerMin)}/min)`,
    ],
  ]
  const slos = Object.values(header.slo).flatMap((slo) => describeSlo(slo, style.symbols.atMost) ?? [])
  if (goodput.attainment !== null && slos.length > 0) {
    const met = slos.length === 1 ? slos[0] : 'the SLO of their class'
    rows.push([
      'goodput',
      `${grouped(goodput.requestsPerS)} requests/s, ${grouped(goodput.outputTokensPerS)} output tok/s: ${percent(goodput.attainment)} met ${met}`,
    ])
  }
  if (cost !== null && cost.perMillionOutputTokens !== null) rows.push(['cost', costText(cost)])
  return rows
}

function costText(cost: NonNullable<RunDocument['cost']>): string {
  const { perMillionOutputTokens, perThousandRequests, prefillPerThousandRequests, decodePerThousandRequests } = cost
  const parts = `prefill ${dollars(prefillPerThousandRequests)}, decode ${dollars(decodePerThousandRequests)}`
  const whole = `${dollars(perMillionOutputTokens)} per 1M output tokens, ${dollars(perThousandRequests)} per 1K requests`
  return `${whole} (${parts}) at $${exact(cost.pricePerHour)} an hour`
}

/** What an import's figures mean other than ours would. */
function importedNotes({ imported }: RunDocument, style: TextStyle): string[] {
  return imported === undefined ? [] : noteLines(imported.notes, style)
}

/** What the server told of itself. */
function serverFacts({ server }: RunDocument): Fact[] {
  if (server === null) return []
  const { running, waiting, kvUsedShare, preemptions } = server
  const parts = [
    ...(running === null ? [] : [`${digits(running.mean)} running (at most ${digits(running.max)})`]),
    ...(waiting === null ? [] : [`${digits(waiting.mean)} waiting (at most ${digits(waiting.max)})`]),
    ...(kvUsedShare === null
      ? []
      : [`KV cache ${percent(kvUsedShare.mean)} full (at most ${percent(kvUsedShare.max)})`]),
    ...(preemptions === null || preemptions === 0 ? [] : [`${count(preemptions)} preemptions`]),
  ]
  return [['server', parts.join(', ')]]
}

function reasons(document: RunDocument, style: TextStyle): string[] {
  const paint = { note: style.dim, degraded: style.yellow, invalid: style.red }
  return document.reasons.flatMap(({ severity, message, hint }) => {
    const lines = wrap(`${severity}: ${message}`, style.columns - 4, 2).map((line) => `  ${line}`)
    const hints =
      hint === null ? [] : wrap(`hint: ${hint}`, style.columns - 6, 2).map((line) => `    ${style.cyan(line)}`)
    return [(lines[0] as string).replace(severity, paint[severity](severity)), ...lines.slice(1), ...hints]
  })
}
