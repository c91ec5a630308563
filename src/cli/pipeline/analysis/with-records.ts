import type { Side } from '../../../report/compare-runs.ts'
import type { Store } from '../../../store/open-store.ts'

/** Sides with the requests of their runs, from which whole distributions are drawn. */
export function withRecords(store: Store, sides: readonly Side[]): readonly Side[] {
  return sides.map((side) => ({
    ...side,
    runs: side.runs.map((run) => ({ ...run, records: store.packedRecords(run.header.runId) })),
  }))
}
