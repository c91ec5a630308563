import { dirname, join } from 'node:path'
import { collectGarbage } from '../../garbage.ts'
import type { RequestRecord } from '../../../core/request-record.ts'
import type { RunHeader } from '../../../core/run-header.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import { buildReport } from '../../../report/build-report.ts'
import type { ReportModel } from '../../../report/report-model.ts'
import type { ServedFrame } from '../../../report/served/served-frame.ts'
import type { Store } from '../../../store/open-store.ts'
import { rerunCommand, shellWord } from '../rerun-command.ts'
import { writeWholeFile } from './write-file.ts'

/** Where a run's report goes unless told otherwise: beside the database it is stored in. */
export const defaultReportPath = (database: string, runId: string, ending = '.html') =>
  join(dirname(database), 'reports', `${runId}${ending}`)

/** All that the report of a stored run says, as data. `records`: its requests, packed, where they were read already. */
export function reportModelOf(
  store: Store,
  header: RunHeader,
  document: RunDocument,
  records: readonly RequestRecord[] = readPacked(store, header.runId),
): ReportModel {
  const samples = store.findServerSamples(header.runId)
  return buildReport({ header, document, records, samples, rerun: rerunOf(header, document) })
}

/** What was made of them before is gone by then. */
function readPacked(store: Store, runId: string): readonly RequestRecord[] {
  collectGarbage()
  return store.packedRecords(runId)
}

/** What may be known already of a run to report, and where the page is shown. */
export interface ReportOptions {
  readonly records?: readonly RequestRecord[] | undefined
  readonly frame?: ServedFrame | undefined
}

/** The report of a stored run as one HTML page. */
export async function reportOf(
  store: Store,
  header: RunHeader,
  document: RunDocument,
  { records, frame }: ReportOptions = {},
): Promise<string> {
  // the page and its charts are needed by no other command
  const { renderReport } = await import('../../../report/render-report.ts')
  const model = reportModelOf(store, header, document, records)
  collectGarbage()
  return renderReport(model, frame)
}

/** What gives the same again. */
const rerunOf = (header: RunHeader, { imported }: RunDocument) =>
  imported === undefined ? rerunCommand(header) : `infbench import ${shellWord(imported.file)}`

/** Writes the report, whole or not at all. */
export async function writeReport(store: Store, header: RunHeader, document: RunDocument, path: string): Promise<void> {
  await writeWholeFile(path, await reportOf(store, header, document))
}
