import { existsSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import type { SweepDocument } from '../../../metrics/search/sweep-schema.ts'
import { buildSweepReport } from '../../../report/sweep/build-sweep-report.ts'
import type { ServedFrame } from '../../../report/served/served-frame.ts'
import type { SweepReportModel } from '../../../report/sweep/sweep-model.ts'
import type { Store } from '../../../store/open-store.ts'
import type { OpenedStore } from '../stored/with-store.ts'
import { defaultReportPath } from '../reports/write-report.ts'
import { writeWholeFile } from '../reports/write-file.ts'
import { rerunCommand, shellWord } from '../rerun-command.ts'

export interface SweepReportPlace {
  /** The file it goes to; null: to none, so that nothing lies beside it. */
  readonly path: string | null
  /** Where the local page shows it: its runs are linked there. */
  readonly frame?: ServedFrame
  /** Reports of the runs, by their id, where they are known to be elsewhere than beside the database. */
  readonly runReports?: ReadonlyMap<string, string>
}

/** The report of a stored group as one HTML page; the group has a run at least. */
export async function sweepReportOf(
  opened: OpenedStore,
  document: SweepDocument,
  place: SweepReportPlace,
): Promise<string> {
  const { renderSweep } = await import('../../../report/render-sweep.ts')
  return renderSweep(sweepModelOf(opened, document, place), place.frame)
}

/** All that it says, as data. */
export function sweepModelOf(
  { store, path: database }: OpenedStore,
  document: SweepDocument,
  { path, runReports, frame }: SweepReportPlace,
): SweepReportModel {
  const header = store.findRun(document.points[0]?.runId as string)
  const startedAtMs = store.findSweep(document.sweepId)?.startedAtMs ?? header.startedAtMs
  const hrefOf = (runId: string) => {
    if (frame !== undefined) return `/runs/${encodeURIComponent(runId)}`
    const report = runReports?.get(runId) ?? defaultReportPath(database, runId)
    return path === null || !existsSync(report) ? null : hrefFrom(path, report)
  }
  const rerun =
    importOf(store, document) ??
    rerunCommand({ workload: { ...header.workload, overrides: ofGroup(header.workload.overrides) } })
  return buildSweepReport({ document, header, startedAtMs, rerun, hrefOf })
}

/** What imports the runs of another tool again, by the names their files had; null: they were made here. */
function importOf(store: Store, { points }: SweepDocument): string | null {
  const files = points.flatMap(({ runId }) => store.findImport(runId)?.origin.file ?? [])
  return files.length === 0 ? null : ['infbench import', ...new Set(files.map(shellWord))].join(' ')
}

/** Writes the report, whole or not at all. */
export async function writeSweepReport(
  opened: OpenedStore,
  document: SweepDocument,
  place: SweepReportPlace & { readonly path: string },
): Promise<void> {
  await writeWholeFile(place.path, await sweepReportOf(opened, document, place))
}

/** What the user gave: without what makes one run of the group alone, which begins by ending the sweep or search. */
function ofGroup(overrides: readonly string[]): readonly string[] {
  const end = overrides.findLastIndex((override) => ['sweep=null', 'search=null'].includes(override))
  return end < 0 ? overrides : overrides.slice(0, end)
}

/** A relative link, every part of the path escaped. */
function hrefFrom(page: string, target: string): string {
  const parts = relative(dirname(page), target).split(sep)
  return `${parts[0] === '..' ? '' : './'}${parts.map(encodeURIComponent).join('/')}`
}
