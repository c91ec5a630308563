import type { Io } from '../../core/io.ts'
import type { SweepDocument } from '../../metrics/search/sweep-schema.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { sweepLines } from '../output/tables/sweep-lines.ts'
import { sweepTable } from '../output/tables/sweep-table.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { textStyle } from '../output/text/text-style.ts'
import type { RunResult } from '../pipeline/execute-run.ts'
import type { ReportPaths } from '../pipeline/reports/report-paths.ts'
import { shellWord } from '../pipeline/rerun-command.ts'
import type { OpenedStore } from '../pipeline/stored/with-store.ts'
import { writeSweepReport } from '../pipeline/sweeps/write-sweep-report.ts'

interface Together {
  readonly results: readonly RunResult[]
  /** Null: the one run stands alone. */
  readonly sweep: SweepDocument | null
  readonly opened: OpenedStore
  readonly reports: ReportPaths
}

interface Wanted {
  readonly json: boolean
  readonly quiet: boolean
}

/**
 * What the runs of a workload say together, after all of them: one JSON document, or a table and the lines below it; and their report. One
 * that cannot be written keeps no one from the figures.
 */
export async function writeTogether(together: Together, { json, quiet }: Wanted, io: Io): Promise<void> {
  const { results, sweep } = together
  const report = sweep === null || sweep.points.length === 0 ? null : together.reports.ofGroup(sweep.sweepId)
  const unwritten = sweep === null || report === null ? null : await writeReport(sweep, report, together, quiet, io)
  const documents = results.map(({ document }) => document)
  if (json) {
    const body = sweep === null ? documents[0] : { schema: 'infbench.runs/1', runs: documents, sweep }
    io.stdout.write(`${JSON.stringify(body)}\n`)
  } else if (sweep !== null && sweep.points.length > 0) show(sweep, unwritten === null ? report : null, io)
  if (unwritten !== null) throw unwritten
}

/** The error that kept it from being written; null: none. */
async function writeReport(
  sweep: SweepDocument,
  path: string,
  { results, opened, reports }: Together,
  quiet: boolean,
  io: Io,
): Promise<Error | null> {
  const display = await openLiveDisplay(io, quiet)
  const runReports = new Map(
    results.map(({ header }, i) => [header.runId, reports.ofRun(i, header.runId) as string] as const),
  )
  try {
    display.stage('writing the report of all runs')
    return await writeSweepReport(opened, sweep, { path, runReports }).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    )
  } finally {
    display.close()
  }
}

function show(sweep: SweepDocument, report: string | null, io: Io): void {
  const style = textStyle(io.stdout, io.env)
  const places = [
    ['group', sweep.sweepId],
    ...(report === null ? [] : [['report', shellWord(shownPath(report, io.cwd))] as const]),
    ['next', `infbench show ${sweep.sweepId}`],
  ] as const
  io.stdout.write(`${sweepTable(sweep, style)}${sweepLines(sweep, places, style)}`)
}
