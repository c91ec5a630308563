import { InfbenchError } from '../../../core/errors.ts'
import { compareRuns } from '../../../report/compare-runs.ts'
import { renderComparison } from '../../../report/render-comparison.ts'
import type { Store } from '../../../store/open-store.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'

/** Runs that were ticked in the list, side by side; the oldest is the one that the others are held against. */
export function renderTicked(store: Store, runIds: readonly string[]): Promise<string> {
  const [first, second, ...more] = [...new Set(runIds)].sort()
  if (first === undefined || second === undefined || more.length > 0)
    throw new InfbenchError('usage', { message: `compare: expected two runs, got ${new Set(runIds).size}` })
  const [a, b] = [sideOf(store, first), sideOf(store, second)]
  const sides = [a, b].map((run) => ({ name: run.header.name, runs: [run] }))
  return renderComparison(compareRuns(a, b), sides, { run: null })
}

const sideOf = (store: Store, runId: string) => ({
  ...summarizeStored(store, runId),
  records: store.packedRecords(runId),
})
