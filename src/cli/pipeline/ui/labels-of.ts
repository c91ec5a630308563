import type { RunHeader } from '../../../core/run-header.ts'
import type { ServedRun } from '../../../report/served/served-frame.ts'
import type { Store } from '../../../store/open-store.ts'

/** What people said of a run. */
export function labelsOf(store: Store, { runId, tags }: RunHeader): ServedRun {
  const notes = store
    .listNotes(runId)
    .map(({ number, writtenAtMs, text }) => ({ number, text, writtenAt: new Date(writtenAtMs).toISOString() }))
  return { runId, tags, notes }
}
