/**
 * From stored records to the run document. Pure and repeatable: the same header and records always give the same document.
 * Only requests of phase `measure` enter counts, distributions and rates. A run without an end (killed, or still going) is summarised up to its last answer.
 */
import type { EngineWork } from '../core/engine-work.ts'
import type { RequestRecord } from '../core/request-record.ts'
import type { ServerSample } from '../core/server/server-sample.ts'
import type { RunHeader } from '../core/run-header.ts'
import { nsToMs, nsToS } from '../core/units.ts'
import { clientBlock } from './client/client-block.ts'
import { blockOf, costBlock, hardwareBlock, plannedOf } from './run-block.ts'
import { engineBlock } from './engine/engine-block.ts'
import { type RunBlock, type RunDocument, runSchemaName } from './run-document.ts'
import { sessionsBlock } from './sessions/session-tally.ts'
import { addRecord, newTally, type Tally } from './tally.ts'
import { judgeRun } from './validity/judge-run.ts'
import { serverBlock } from './server/server-block.ts'
import { statusOf } from './validity/reason.ts'
import type { Window } from './window-work.ts'

/** The document of a run. Records may come in any order; reads them once, or twice when the run has no end. `work`: what the engine told of itself; `samples`: what the server told at /metrics. */
export function summarize(
  header: RunHeader,
  records: Iterable<RequestRecord>,
  work: EngineWork | null = null,
  samples: readonly ServerSample[] = [],
): RunDocument {
  const known = header.window.endAt === null ? [...records] : records
  const { whole, classes } = tallyRecords(header, known, windowOf(header, known))
  const block = blockOf(whole, soleSlo(header, classes), plannedOf(header, whole))
  const server = serverBlock(samples, whole.window)
  const reasons = judgeRun(header, whole, block, server)
  return {
    schema: runSchemaName,
    ...{ runId: header.runId, name: header.name, status: statusOf(reasons), reasons, state: header.state },
    target: header.target,
    tags: [...header.tags],
    ...block,
    cost: costBlock(header, whole),
    ...engineBlock(work),
    sessions: sessionsBlock(whole.sessions),
    server,
    window: windowBlock(header, whole.window),
    classes: classBlocks(header, classes, block),
    client: clientBlock(header),
    fingerprints: header.fingerprints,
    hardware: hardwareBlock(header),
    environment: header.environment,
    // known to the store alone
    measurementError: null,
  }
}

function windowOf(header: RunHeader, records: Iterable<RequestRecord>): Window {
  const { startAt, endAt } = header.window
  if (endAt !== null) return { startAt, endAt }
  let lastAt = startAt
  for (const { doneAt } of records) lastAt = Math.max(lastAt, doneAt)
  return { startAt, endAt: lastAt }
}

interface Tallies {
  readonly whole: Tally
  readonly classes: ReadonlyMap<string, Tally>
}

function tallyRecords(header: RunHeader, records: Iterable<RequestRecord>, window: Window): Tallies {
  const whole = newTally(window)
  const classes = new Map<string, Tally>()
  const isOne = hasOneClass(header)
  for (const record of records) {
    addRecord(whole, record, header.slo)
    const tally = classes.get(record.className) ?? (isOne ? whole : newTally(window))
    classes.set(record.className, tally)
    if (tally !== whole) addRecord(tally, record, header.slo)
  }
  return { whole, classes }
}

/** Whether the workload has a single class, whose tally is that of the run: 16 bytes less for each token gap of it. */
function hasOneClass({ plan }: RunHeader): boolean {
  const classes = (plan as { requests?: { classes?: unknown } } | null)?.requests?.classes
  return Array.isArray(classes) && classes.length === 1
}

/** A class that is the whole run is described as that; how many requests of one among several were planned is not known. */
function classBlocks(header: RunHeader, classes: ReadonlyMap<string, Tally>, whole: RunBlock): RunDocument['classes'] {
  const blocks = [...classes].map(([name, tally]): [string, RunBlock] => {
    return [name, classes.size === 1 ? whole : blockOf(tally, header.slo[name], null)]
  })
  return Object.fromEntries(blocks)
}

/** The thresholds of the whole run: those of its class where it has one only. */
function soleSlo(header: RunHeader, classes: ReadonlyMap<string, Tally>): RunHeader['slo'][string] | undefined {
  const names = classes.size > 0 ? [...classes.keys()] : Object.keys(header.slo)
  return names.length === 1 ? header.slo[names[0] as string] : undefined
}

function windowBlock(header: RunHeader, { startAt, endAt }: Window): RunDocument['window'] {
  const startedAt = new Date(header.startedAtMs + nsToMs(startAt)).toISOString()
  return { startedAt, durationS: nsToS(Math.max(0, endAt - startAt)) }
}
