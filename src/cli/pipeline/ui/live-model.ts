import { buildReport } from '../../../report/build-report.ts'
import { type LiveModel, liveProgress } from '../../../report/served/live-model.ts'
import type { Store } from '../../../store/open-store.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'

/** A run in progress, from what it has committed up to now. */
export function liveModel(store: Store, runId: string, nowMs: number): LiveModel {
  const { header, document } = summarizeStored(store, runId)
  const records = store.packedRecords(runId)
  const report = buildReport({ header, document, records, rerun: '' })
  return { report, progress: liveProgress(header, document, nowMs) }
}
