/** Which runs may go. What someone named (a baseline, a tag) and what is still going on stays, whatever its age. */
import type { Database } from 'better-sqlite3'
import { listRuns, type RunListing } from '../list-runs.ts'

export interface PruneRule {
  /** Runs that started before this may go, ms since 1970; null: of any age. */
  readonly startedBeforeMs: number | null
  /** So many of the newest stay; null: none for that alone. */
  readonly keepNewest: number | null
  /** Only runs of this project; null: of any and of none. */
  readonly project: string | null
  /** Only runs with this tag, which then does not keep them; null: of any. */
  readonly tag: string | null
  /** Tags keep no run. */
  readonly taggedToo: boolean
}

export interface PrunedRuns {
  /** Oldest first. */
  readonly runs: readonly RunListing[]
  /** Runs that the rule meant and that stay all the same. */
  readonly kept: { readonly running: number; readonly baselines: number; readonly tagged: number }
}

/** Deletes the runs that go, and groups that have none left; `dryRun` deletes none. */
export function pruneRuns(database: Database, rule: PruneRule, dryRun: boolean): PrunedRuns {
  const inBaseline = new Set(
    database.prepare<[], string>('SELECT r.run_id FROM baseline_runs m JOIN runs r ON r.id = m.run').pluck().all(),
  )
  const kept = { running: 0, baselines: 0, tagged: 0 }
  const runs = meant(database, rule).filter(({ runId, state, tags }) => {
    const reason =
      state === 'running' ? 'running' : inBaseline.has(runId) ? 'baselines' : keptByTag(tags, rule) ? 'tagged' : null
    if (reason !== null) kept[reason]++
    return reason === null
  })
  if (!dryRun) remove(database, runs)
  return { runs: runs.toReversed(), kept }
}

/** Runs that the rule means, newest first. */
function meant(database: Database, { startedBeforeMs, keepNewest, project, tag }: PruneRule): readonly RunListing[] {
  return listRuns(database, { project: project ?? undefined, tag: tag ?? undefined })
    .slice(keepNewest ?? 0)
    .filter(({ startedAtMs }) => startedBeforeMs === null || startedAtMs < startedBeforeMs)
}

const keptByTag = (tags: readonly string[], { tag, taggedToo }: PruneRule) =>
  !taggedToo && tags.some((one) => one !== tag)

/** Deletes every run but these, whatever labels the others have. */
export function retainRuns(database: Database, runIds: readonly string[]): void {
  const kept = new Set(runIds)
  remove(
    database,
    listRuns(database).filter(({ runId }) => !kept.has(runId)),
  )
}

function remove(database: Database, runs: readonly Pick<RunListing, 'runId'>[]): void {
  const one = database.prepare('DELETE FROM runs WHERE run_id = ?')
  for (const { runId } of runs) one.run(runId)
  if (runs.length > 0)
    database.exec('DELETE FROM sweeps WHERE NOT EXISTS (SELECT 1 FROM sweep_runs WHERE sweep = sweeps.id)')
}
