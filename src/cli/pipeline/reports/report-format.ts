import { extname } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { ReportFile } from '../../../report/export/chart-files.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'
import type { Found } from '../stored/find-run-or-group.ts'
import type { OpenedStore } from '../stored/with-store.ts'
import { groupDocument } from '../sweeps/stored-sweep.ts'
import { sweepModelOf, sweepReportOf } from '../sweeps/write-sweep-report.ts'
import { reportModelOf, reportOf } from './write-report.ts'

/** One file: the page, the text, the model as data. A folder of files: each chart as a drawing, or its rows. */
export const reportFormats = ['html', 'md', 'json', 'svg', 'csv'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** What a format is made into: one text, or files for a folder. */
export type ReportOutput = { readonly text: string } | { readonly files: readonly ReportFile[] }

/** What stands behind the id of a run or group where no place is named. */
export const endings = { html: '.html', md: '.md', json: '.json', svg: '-svg', csv: '-csv' } as const

export const isFolder = (format: ReportFormat) => format === 'svg' || format === 'csv'

/** The format asked for; else what the ending of the file says, where that is one of a text; else the page. */
export function formatOf(asked: string | undefined, out: string | undefined): ReportFormat {
  if (asked !== undefined) return asked as ReportFormat
  const ending = extname(out ?? '').toLowerCase()
  return ending === '.md' ? 'md' : ending === '.json' ? 'json' : 'html'
}

/** What makes no sense together, before anything is read. */
export function checkPlace(format: ReportFormat, out: string | undefined, open: boolean): void {
  const wrong = (message: string, hint: string) => {
    throw new InfbenchError('usage', { message: `report: ${message}`, hint })
  }
  if (out === '-' && isFolder(format))
    wrong(`--format ${format}: expected -o FOLDER, got -: each chart is a file`, `infbench report --format ${format}`)
  if (out === '-' && open) wrong('--open: expected a file to open, got -o -', 'infbench report --open')
}

/** A stored run or group in a format; `path` is where it goes, null for stdout. */
export function reportIn(
  format: ReportFormat,
  found: Found,
  opened: OpenedStore,
  path: string | null,
): Promise<ReportOutput> {
  return found.kind === 'run' ? runIn(format, found.runId, opened) : groupIn(format, found.group, opened, path)
}

async function runIn(format: ReportFormat, runId: string, { store }: OpenedStore): Promise<ReportOutput> {
  const records = store.packedRecords(runId)
  const { header, document } = summarizeStored(store, runId, records)
  if (format === 'html') return { text: await reportOf(store, header, document, { records }) }
  const { exportRun } = await import('../../../report/export/export-report.ts')
  return exportRun(reportModelOf(store, header, document, records), format)
}

type Group = Extract<Found, { readonly kind: 'group' }>['group']

async function groupIn(
  format: ReportFormat,
  group: Group,
  opened: OpenedStore,
  path: string | null,
): Promise<ReportOutput> {
  const document = groupDocument(opened.store, group)
  if (format === 'html') return { text: await sweepReportOf(opened, document, { path }) }
  const { exportSweep } = await import('../../../report/export/export-report.ts')
  return exportSweep(sweepModelOf(opened, document, { path }), format)
}
