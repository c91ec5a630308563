import { dirname, join } from 'node:path'
import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { overviewTable } from '../output/tables/overview-table.ts'
import { runTable } from '../output/tables/run-table.ts'
import { runPlaces } from '../output/tables/run-places.ts'
import { textStyle } from '../output/text/text-style.ts'
import { packageVersion } from '../package-version.ts'
import { type RunResult, executeRun } from '../pipeline/execute-run.ts'
import { type LoadedWorkload, type PlannedRun, loadWorkload, overridesOf, runName } from '../pipeline/load-workload.ts'
import { type ReportPaths, reportPaths } from '../pipeline/reports/report-paths.ts'
import { throwUnlessSound } from '../pipeline/run-outcome.ts'
import { type OpenedStore, withStore } from '../pipeline/stored/with-store.ts'
import { writeReport } from '../pipeline/reports/write-report.ts'

/** As `syntax/run.ts` declares them. */
export interface RunArgs {
  readonly file: string
  readonly set: readonly string[] | undefined
  readonly 'skip-bad-rows': boolean
  readonly name: string | undefined
  readonly tag: readonly string[] | undefined
  readonly db: string | undefined
  readonly out: string | undefined
  readonly 'no-report': boolean | undefined
  readonly json: boolean
  readonly quiet: boolean
}

/** Runs every plan of a workload, one after another, each stored, shown and reported as it ends. */
export async function run(args: RunArgs, io: Io): Promise<ExitCode> {
  const workload = await loadWorkload(args.file, overridesOf(args))
  return withStore(args.db, io, async (opened): Promise<ExitCode> => {
    const runs = workload.runs.length
    const reports = await reportPaths({
      out: args.out,
      noReport: args['no-report'] === true,
      runs,
      database: opened.path,
      cwd: io.cwd,
    })
    const results: RunResult[] = []
    for (let i = 0; i < runs && !io.stop.aborted; i++)
      results.push(await runStep(i, { args, io, workload, opened, reports }))
    if (args.json) io.stdout.write(`${JSON.stringify(jsonOf(results, runs))}\n`)
    else if (runs > 1) io.stdout.write(overviewTable(labelled(results, workload), textStyle(io.stdout, io.env)))
    throwUnlessSound(results, opened.store)
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

interface MadeRun {
  readonly result: RunResult
  /** Path of the report; null when none was wanted or it could not be written. */
  readonly report: string | null
  readonly unwritten: Error | null
}

/** One run of the workload: made, reported, shown. A report that cannot be written keeps no one from the figures. */
async function runStep(index: number, context: Context): Promise<RunResult> {
  const { args, io, opened } = context
  const { result, report, unwritten } = await makeRun(index, context)
  if (!args.json) {
    const places = runPlaces({ result, opened, report, cwd: io.cwd })
    io.stdout.write(runTable(result.header, result.document, places, textStyle(io.stdout, io.env)))
  }
  if (unwritten !== null) throw unwritten
  return result
}

async function makeRun(index: number, { args, io, workload, opened, reports }: Context): Promise<MadeRun> {
  const step = workload.runs[index] as PlannedRun
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
      tags: args.tag ?? [],
      logDirectory: join(dirname(opened.path), 'logs'),
    })
    const report = reports(index, result.header.runId)
    if (report === null) return { result, report, unwritten: null }
    display.stage('writing the report')
    const unwritten = await writeReport(opened.store, result.header, result.document, report).then(() => null, asError)
    return { result, report: unwritten === null ? report : null, unwritten }
  } finally {
    display.close()
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

const jsonOf = (results: readonly RunResult[], runs: number) => {
  const documents = results.map(({ document }) => document)
  return runs === 1 ? documents[0] : { schema: 'infbench.runs/1', runs: documents }
}

const labelled = (results: readonly RunResult[], { runs }: LoadedWorkload) =>
  results.map((result, i) => ({ result, label: runs[i]?.label ?? null }))
