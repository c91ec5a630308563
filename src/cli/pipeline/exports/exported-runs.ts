import type { Store } from '../../../store/open-store.ts'
import { findRunOrGroup } from '../stored/find-run-or-group.ts'

/** Ids of the runs meant, each once, in the order they were named; null: every run of the store, oldest first. Throws run.unknown. */
export function exportedRuns(store: Store, references: readonly string[] | null): readonly string[] {
  if (references === null)
    return store
      .listRuns()
      .map(({ runId }) => runId)
      .reverse()
  const ids = references.flatMap((reference) => {
    const found = findRunOrGroup(store, reference)
    return found.kind === 'run' ? [found.runId] : found.group.runs.map(({ runId }) => runId)
  })
  return [...new Set(ids)]
}
