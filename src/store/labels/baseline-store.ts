import type { LabelConnection } from './label-store.ts'

/** A name for one run or several, with which others are compared. */
export interface Baseline {
  /** Null: of runs in no project. A name is unique in its project. */
  readonly project: string | null
  readonly name: string
  /** Wall time, ms since 1970. */
  readonly setAtMs: number
  /** In the order they were named. */
  readonly runIds: readonly string[]
}

export interface BaselineStore {
  /** Names runs, at least one; replaces a baseline of that name in that project. */
  setBaseline(baseline: Baseline): void
  /** False when there is no such baseline. */
  removeBaseline(name: string, project: string | null): boolean
  /** By project and name; `project` undefined: of every project. */
  listBaselines(project?: string | null): readonly Baseline[]
}

interface BaselineRow {
  readonly id: number
  readonly project: string | null
  readonly name: string
  readonly set_at_ms: number
}

export function baselineStore({ database, safely, atomically, keyOf }: LabelConnection): BaselineStore {
  const remove = database.prepare('DELETE FROM baselines WHERE name = ? AND project IS ?')
  const insert = database.prepare('INSERT INTO baselines (project, name, set_at_ms) VALUES (?, ?, ?)')
  const insertRun = database.prepare('INSERT INTO baseline_runs (baseline, run, position) VALUES (?, ?, ?)')
  const select = database.prepare<[], BaselineRow>('SELECT * FROM baselines ORDER BY project, name')
  const runs = database
    .prepare<[number], string>(
      'SELECT r.run_id FROM baseline_runs m JOIN runs r ON r.id = m.run WHERE m.baseline = ? ORDER BY m.position',
    )
    .pluck()
  const baselineOf = ({ id, project, name, set_at_ms }: BaselineRow): Baseline => ({
    ...{ project, name, setAtMs: set_at_ms, runIds: runs.all(id) },
  })
  return {
    setBaseline: ({ project, name, setAtMs, runIds }) =>
      atomically(() => {
        remove.run(name, project)
        const { lastInsertRowid } = insert.run(project, name, Math.round(setAtMs))
        for (const [position, runId] of [...new Set(runIds)].entries())
          insertRun.run(lastInsertRowid, keyOf(runId), position)
      }),
    removeBaseline: (name, project) => atomically(() => remove.run(name, project).changes > 0),
    listBaselines: (project) =>
      safely(() =>
        select
          .all()
          .filter((row) => project === undefined || row.project === project)
          .map(baselineOf),
      ),
  }
}
