import { availableParallelism } from 'node:os'
import { InfbenchError } from '../../core/errors.ts'
import { collectGarbage } from '../garbage.ts'
import type { Io } from '../../core/io.ts'
import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { summarize } from '../../metrics/summarize.ts'
import type { Store } from '../../store/open-store.ts'
import { readEnvironment } from '../../targets/environment.ts'
import { type Target, openTarget } from '../../targets/open-target.ts'
import { resetPrefixCache } from '../../targets/reset-prefix-cache.ts'
import { workerCount } from '../../load/workers/worker-count.ts'
import { createPromptWriter } from '../../workload/prompt/prompt-writer.ts'
import { driverNotes } from '../../workload/plan/drivers/driver-checks.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import { buildSchedule } from '../../workload/schedule.ts'
import { measureLoad } from './measure-load.ts'
import { newHeader } from './new-header.ts'
import { type RequestBodies, prepareRequests } from './prepare-requests.ts'
import { type Sources, fingerprintsOf, sourcesFor } from './sources/open-sources.ts'
import { newRunId } from './run-id.ts'
import type { RunObserver } from './run-observer.ts'
import { withCertificate } from './stored/with-certificate.ts'
import { sizeTexts } from './sources/size-texts.ts'

/** One run to make: a plan, what the run is called, and where its requests are kept. */
export interface RunInput {
  readonly plan: RunPlan
  readonly sources: Sources
  readonly name: string
  readonly project: string | null
  readonly tags: readonly string[]
  readonly workload: RunHeader['workload']
  readonly store: Store
  /** Where the bundled engine's log goes. */
  readonly logDirectory: string
  readonly version: string
  /** Empty the prefix cache of an endpoint before anything is sent: by this path, or (null) where the server is known to do it. Absent: leave it. */
  readonly emptyCache?: string | null
  readonly io: Pick<Io, 'clock' | 'env' | 'cwd' | 'stop' | 'abort'>
  readonly observer: RunObserver
}

/** A run that has ended: its header as stored, and the summary of its stored records. */
export interface RunResult {
  readonly header: RunHeader
  readonly document: RunDocument
  /** The bundled engine's log; null for an endpoint. */
  readonly logPath: string | null
}

/**
 * Makes one run from end to end. Every request is stored as it finishes, so whatever ends the run early (Ctrl-C, a full disk, a
 * kill), what was measured stays. A stop before the first request is an InfbenchError('interrupted') and stores nothing.
 */
export async function executeRun(input: RunInput): Promise<RunResult> {
  const { plan, io, observer, store } = input
  observer.stage(reaching(plan.target))
  const { clock, env, cwd, stop } = io
  const target = await openTarget(plan.target, { clock, env, cwd, logDirectory: input.logDirectory, signal: stop })
  try {
    const sources = await sourcesFor(plan, input.sources, target.contextTokens)
    const emptied = input.emptyCache === undefined ? null : await resetPrefixCache(target, input.emptyCache, stop)
    const { bodies, notes, sharesPrompts, workers } = await writeRequests({ ...input, sources }, target)
    const environment = await readEnvironment(input.version)
    if (stop.aborted) throw interruptedEarly()
    collectGarbage()
    const header = await measureLoad({
      ...{ plan, target, workers, bodies, store, io, observer },
      header: (startedAtMs) =>
        newHeader({
          ...input,
          ...{ runId: newRunId(startedAtMs), startedAtMs, target, environment },
          datasets: fingerprintsOf(sources),
          ...{ plannedRequests: bodies.planned, notes: [...notes, ...cacheNotes(emptied)], sharesPrompts },
          sentBefore: emptied === null ? sentBefore(input, target) : null,
        }),
    })
    observer.stage('summarising')
    collectGarbage()
    const summary = summarize(
      header,
      store.records(header.runId),
      store.findEngineWork(header.runId),
      store.findServerSamples(header.runId),
    )
    const document = withCertificate(store, header, summary)
    store.saveDocument(header.runId, document)
    return { header, document, logPath: target.logPath }
  } finally {
    await target.close()
  }
}

/** An earlier run whose prompts may still be in the target's prefix cache; one that was started for this run has none. */
function sentBefore({ plan, store }: RunInput, { facts }: Target): string | null {
  const isStarted = plan.target.kind === 'engine' || plan.target.start !== undefined
  return isStarted ? null : store.findSamePrompts({ ...facts, seed: plan.seed })
}

function reaching(target: RunPlan['target']): string {
  if (target.kind === 'engine') return `starting the engine with ${target.model}`
  return target.start === undefined ? `reaching ${target.url}` : `starting ${target.start.command}`
}

const cacheNotes = (emptied: string | null) =>
  emptied === null ? [] : [`the prefix cache was emptied before the run (POST ${emptied})`]

interface WrittenRequests {
  readonly bodies: RequestBodies
  readonly notes: readonly string[]
  readonly sharesPrompts: boolean
  /** Load generators to send them. */
  readonly workers: number
}

/** Sizes the sources' texts, makes the schedule and writes the bodies ahead. */
export async function writeRequests(
  input: Pick<RunInput, 'plan' | 'sources' | 'io' | 'observer'>,
  target: Target,
): Promise<WrittenRequests> {
  const { plan, sources, io, observer } = input
  const sized = await sizeTexts({ plan, sources, target, clock: io.clock, observer })
  const schedule = buildSchedule(plan, sized, target.contextTokens)
  const { workers, note: fewer } = workerCount(plan, availableParallelism())
  const notes = [...schedule.notes, ...driverNotes(plan), ...(fewer === null ? [] : [fewer])]
  for (const note of notes) observer.note(note)
  observer.stage('writing prompts')
  const { api, uniquePrompts } = plan.requests
  const writer = await createPromptWriter(target.tokenizer, { seed: plan.seed, unique: uniquePrompts, api })
  const bodies = await prepareRequests({
    ...{ plan, schedule, writer, model: target.model, tokenizer: target.tokenizer, clock: io.clock, signal: io.stop },
    onWritten: (written, of) => observer.detail(`${written} of ${of}`),
  })
  const sharesPrompts =
    bodies.played !== undefined || [...sized.values()].some(({ rows }) => rows !== null && rows.content !== 'none')
  return { bodies, notes, sharesPrompts, workers }
}

const interruptedEarly = () =>
  new InfbenchError('interrupted', { message: 'interrupted before anything was sent; nothing was stored' })
