import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import { nsToMs } from '../../core/units.ts'
import { nextStep, type SearchPlan } from '../../stats/search/capacity-search.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { runTable } from '../output/tables/run-table.ts'
import { runPlaces } from '../output/tables/run-places.ts'
import { textStyle } from '../output/text/text-style.ts'
import { packageVersion } from '../package-version.ts'
import { type RunResult, executeRun } from '../pipeline/execute-run.ts'
import {
  type LevelRun,
  type LoadedWorkload,
  loadWorkload,
  overridesOf,
  runAlone,
  runAtLevel,
  runName,
} from '../pipeline/load-workload.ts'
import { type SweepKeeper, sweepKeeper } from '../pipeline/sweeps/sweep-keeper.ts'
import { type ReportPaths, reportPaths } from '../pipeline/reports/report-paths.ts'
import { isTotalFailure, throwUnlessSound } from '../pipeline/run-outcome.ts'
import { type OpenedStore, withStore } from '../pipeline/stored/with-store.ts'
import { writeReport } from '../pipeline/reports/write-report.ts'
import { writeTogether } from './write-together.ts'

/** As `syntax/run.ts` declares them. */
export interface RunArgs {
  readonly file: string
  readonly set: readonly string[] | undefined
  readonly 'skip-bad-rows': boolean
  readonly workers?: string | undefined
  readonly driver?: string | undefined
  readonly repeat?: string | undefined
  readonly name: string | undefined
  readonly project: string | undefined
  readonly tag: readonly string[] | undefined
  readonly db: string | undefined
  readonly out: string | undefined
  readonly 'no-report': boolean | undefined
  readonly json: boolean
  readonly quiet: boolean
}

/** Runs every plan of a workload (or those a search asks for), one after another, each stored, shown and reported as it ends. */
export async function run(args: RunArgs, io: Io): Promise<ExitCode> {
  const workload = await loadWorkload(args.file, overridesOf(args))
  return withStore(args.db, io, async (opened): Promise<ExitCode> => {
    const { runs, search } = workload
    const reports = await reportPaths({
      out: args.out,
      noReport: args['no-report'] === true,
      alone: runs.length === 1 && search === null,
      database: opened.path,
      cwd: io.cwd,
    })
    const context: Context = { args, io, workload, opened, reports }
    const isAlone = runs.length === 1 && search === null
    const name = args.name ?? runs[0]?.plan.name ?? args.file
    const keeper = isAlone ? null : sweepKeeper({ store: opened.store, clock: io.clock, name, search })
    const results = search === null ? await runAll(context, keeper) : await runSearch(context, search, keeper)
    await writeTogether({ results, sweep: keeper?.document ?? null, opened, reports }, args, io)
    throwUnlessSound(search === null ? results : results.filter(isInterrupted), opened.store)
    if (io.stop.aborted && keeper !== null)
      throw new InfbenchError('interrupted', {
        message: `interrupted between two runs: the ${results.length} that had ended are stored as one group`,
        hint: `infbench show ${keeper.document.sweepId}`,
      })
    return 0
  })
}

interface Context {
  readonly args: RunArgs
  readonly io: Io
  readonly workload: LoadedWorkload
  readonly opened: OpenedStore
  readonly reports: ReportPaths
}

async function runAll(context: Context, keeper: SweepKeeper | null): Promise<readonly RunResult[]> {
  const { workload, io } = context
  const results: RunResult[] = []
  for (const [i, run] of workload.runs.entries()) {
    if (io.stop.aborted || (i > 0 && !(await rested(workload.cooldownNs, io.stop)))) break
    const result = await runStep(i, runAlone(workload, run), context, keeper).catch(stoppedBetween(results))
    if (result === null) break
    results.push(result)
  }
  return results
}

/** A level in which every request fails did not hold; only a search of which nothing was answered has failed itself. */
async function runSearch(
  context: Context,
  search: SearchPlan,
  keeper: SweepKeeper | null,
): Promise<readonly RunResult[]> {
  const { workload, io } = context
  const results: RunResult[] = []
  for (;;) {
    const step = nextStep(keeper?.probes ?? [], search)
    if ('end' in step || io.stop.aborted) return results
    if (results.length > 0 && !(await rested(workload.cooldownNs, io.stop))) return results
    const level = await runAtLevel(workload, search, step.probe, results.length)
    const result = await runStep(results.length, level, context, keeper).catch(stoppedBetween(results))
    if (result === null) return results
    results.push(result)
    if (isInterrupted(result)) return results
    if (results.every(isTotalFailure)) throwUnlessSound(results, context.opened.store)
  }
}

/** Ctrl-C before a later run sent anything: what was made before it is told all the same. */
const stoppedBetween = (results: readonly RunResult[]) => (error: unknown) => {
  if (results.length > 0 && error instanceof InfbenchError && error.code === 'interrupted') return null
  throw error
}

const isInterrupted = ({ header }: RunResult) => header.state === 'interrupted'

/** Waits between two runs; false when stopped meanwhile. */
async function rested(ns: number, stop: AbortSignal): Promise<boolean> {
  if (ns === 0) return !stop.aborted
  return setTimeout(nsToMs(ns), true, { signal: stop }).catch(() => false)
}

interface MadeRun {
  readonly result: RunResult
  /** Path of the report; null when none was wanted or it could not be written. */
  readonly report: string | null
  readonly unwritten: Error | null
}

/**
 * One run of the workload: made, reported, kept with its group, shown. A report that cannot be written keeps no one from the figures; a
 * level of a search that was interrupted is none of its probes.
 */
async function runStep(
  index: number,
  level: LevelRun,
  context: Context,
  keeper: SweepKeeper | null,
): Promise<RunResult> {
  const { args, io, opened, workload } = context
  const { result, report, unwritten } = await makeRun(index, level, context)
  if (workload.search === null || !isInterrupted(result)) keeper?.add(result, level.run)
  if (!args.json) {
    const places = runPlaces({ result, opened, report, cwd: io.cwd })
    io.stdout.write(runTable(result.header, result.document, places, textStyle(io.stdout, io.env)))
  }
  if (unwritten !== null) throw unwritten
  return result
}

async function makeRun(index: number, { run: step, workload }: LevelRun, context: Context): Promise<MadeRun> {
  const { args, io, opened, reports } = context
  const display = await openLiveDisplay(io, args.quiet)
  try {
    const result = await executeRun({
      ...{
        plan: step.plan,
        sources: step.sources,
        io,
        workload,
        store: opened.store,
        observer: display,
        version: packageVersion(),
      },
      name: runName(step, args.name),
      project: args.project ?? step.plan.project ?? null,
      tags: args.tag ?? [],
      logDirectory: join(dirname(opened.path), 'logs'),
    })
    const report = reports.ofRun(index, result.header.runId)
    if (report === null) return { result, report, unwritten: null }
    display.stage('writing the report')
    const unwritten = await writeReport(opened.store, result.header, result.document, report).then(() => null, asError)
    return { result, report: unwritten === null ? report : null, unwritten }
  } finally {
    display.close()
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
