/**
 * The document of a run that another tool measured. Where its file has every request, they are summarised like our own, by our
 * definitions; else the document is filled from the tool's figures. Either way it says so, and holds the figures as they were.
 */
import type { ImportedFacts } from '../../core/imported/imported-figure.ts'
import type { RequestRecord } from '../../core/request-record.ts'
import type { RunHeader } from '../../core/run-header.ts'
import { nsToS } from '../../core/units.ts'
import { hardwareBlock } from '../run-block.ts'
import { type RunBlock, type RunDocument, runSchemaName } from '../run-document.ts'
import { summarize } from '../summarize.ts'
import { percent } from '../validity/numbers.ts'
import { type Reason, statusOf } from '../validity/reason.ts'
import { figuresBlock } from './figures-block.ts'
import { importedBlock } from './imported-schema.ts'

/** Records may come in any order; they are read once. */
export function summarizeImport(
  header: RunHeader,
  facts: ImportedFacts,
  records: Iterable<RequestRecord>,
): RunDocument {
  return facts.basis === 'records' ? ofRecords(header, facts, records) : ofFigures(header, facts)
}

function ofRecords(header: RunHeader, facts: ImportedFacts, records: Iterable<RequestRecord>): RunDocument {
  const seen = { lag: false, output: false }
  const document = withoutUnknown(summarize(header, watched(records, seen)), seen)
  const reasons = [...document.reasons, importedReason(facts)]
  const classes = Object.entries(document.classes).map(([name, block]) => [name, { ...block, ...tokenRates(block) }])
  const rates = { ...tokenRates(document), classes: Object.fromEntries(classes) as RunDocument['classes'] }
  return { ...document, ...rates, status: statusOf(reasons), reasons, imported: importedBlock(facts, []) }
}

/** Of a tool that knows no tokens there are none in any request; their rates are then unknown, not 0. */
function tokenRates({ requests, tokens, throughput, goodput }: RunBlock): Pick<RunBlock, 'throughput' | 'goodput'> {
  if (requests.completed === 0 || tokens.input + tokens.output > 0) return { throughput, goodput }
  return {
    throughput: { ...throughput, outputTokensPerS: null, inputTokensPerS: null },
    goodput: { ...goodput, outputTokensPerS: null },
  }
}

interface Seen {
  lag: boolean
  output: boolean
}

function* watched(records: Iterable<RequestRecord>, seen: Seen): Generator<RequestRecord> {
  for (const record of records) {
    seen.lag ||= record.sentAt !== record.scheduledAt
    seen.output ||= record.outputTokens !== null
    yield record
  }
}

/** A file that does not say when requests were due tells no send lag; one without counts of tokens no pace. Neither is 0. */
function withoutUnknown(document: RunDocument, { lag, output }: Seen): RunDocument {
  const without = (block: RunBlock): RunBlock => ({
    ...block,
    metrics: lag ? block.metrics : { ...block.metrics, sendLagMs: unobserved },
    throughput: output ? block.throughput : { ...block.throughput, outputTokensPerS: null },
  })
  const classes = Object.entries(document.classes).map(([name, block]) => [name, without(block)] as const)
  return { ...document, ...without(document), classes: Object.fromEntries(classes) }
}

const unobserved = {
  ...{ n: 0, mean: null, min: null, max: null, p50: null, p90: null, p95: null, p99: null },
  ...{ unobserved: 0, effectiveSamples: null },
}

function ofFigures(header: RunHeader, facts: ImportedFacts): RunDocument {
  const { block, notes } = figuresBlock(facts)
  const reasons = [...judgeCounts(facts), importedReason(facts)]
  const durationS = facts.durationNs === null ? 0 : nsToS(facts.durationNs)
  return {
    schema: runSchemaName,
    ...{ runId: header.runId, name: header.name, status: statusOf(reasons), reasons, state: header.state },
    ...{ target: header.target, tags: [...header.tags] },
    ...block,
    ...{ cost: null, mfu: null, mbu: null, kernels: null, sessions: null, server: null },
    window: { startedAt: new Date(header.startedAtMs).toISOString(), durationS },
    classes: { default: block satisfies RunBlock },
    client: null,
    fingerprints: header.fingerprints,
    hardware: hardwareBlock(header),
    environment: header.environment,
    measurementError: null,
    imported: importedBlock(facts, notes),
  }
}

// As for our own runs: above 1 % failed, the p99 is no longer the one that users saw; above half, what completed is a selection.
const mostFailedShare = { degraded: 0.01, invalid: 0.5 }
const hint = 'look into the log of the tool, run it again'

function judgeCounts({ requests, figures }: ImportedFacts): Reason[] {
  const { completed, failed, planned } = requests
  if (completed === 0) {
    const all = failed ?? planned ?? 0
    const message =
      all > 0 ? `every request failed: ${all} of ${all}; zeros in the file are no figures` : 'no request completed'
    return [{ code: all > 0 ? 'errors' : 'nothing-measured', severity: 'invalid', message, hint }]
  }
  if (!figures.some(({ metric }) => metric !== null)) {
    const message = 'the file has no figure that means what one of ours does'
    return [{ code: 'nothing-measured', severity: 'note', message, hint: null }]
  }
  if (completed === null || failed === null || failed === 0) return []
  const share = failed / (completed + failed)
  const severity = share > mostFailedShare.invalid ? 'invalid' : share > mostFailedShare.degraded ? 'degraded' : 'note'
  const message = `${failed} of ${completed + failed} requests failed (${percent(share)}); latencies are of the others only`
  return [{ code: 'errors', severity, message, hint }]
}

function importedReason({ origin, basis }: ImportedFacts): Reason {
  const version = origin.toolVersion === null ? '' : ` ${origin.toolVersion}`
  const how =
    basis === 'records'
      ? 'its requests are summarised by the definitions here; how well it measured them is not known'
      : 'these are its own figures: nothing but failures could be judged'
  const message = `imported from ${origin.title}${version}; ${how}`
  // Nobody certified what measured it, so `valid` would claim what is not known.
  return {
    code: 'imported',
    severity: 'degraded',
    message,
    hint: 'compare it with a run of infbench on the same server',
  }
}
