import type { Database } from 'better-sqlite3'
import { type BaselineStore, baselineStore } from './baseline-store.ts'
import { type NoteStore, noteStore } from './note-store.ts'

/** What people say of stored runs: the project each belongs to, tags, notes, baselines. */
export interface LabelStore extends NoteStore, BaselineStore {
  /** Takes tags away, then adds those that are missing, at the end. The run's tags afterwards. */
  changeTags(runId: string, change: TagChange): readonly string[]
  /** Null takes it out of its project. */
  setProject(runId: string, project: string | null): void
  /** Names of the projects that runs or baselines belong to, in order. */
  listProjects(): readonly string[]
  /** Every tag that a run has, in order. */
  listTags(): readonly string[]
}

export interface TagChange {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
}

/** What the methods of a store share. */
export interface LabelConnection {
  readonly database: Database
  readonly safely: <T>(action: () => T) => T
  readonly atomically: <T>(action: () => T) => T
  readonly keyOf: (runId: string) => number
}

export function labelStore(connection: LabelConnection): LabelStore {
  const { database, safely, atomically, keyOf } = connection
  const assign = database.prepare('UPDATE runs SET project = ? WHERE id = ?')
  const projects = database
    .prepare<[], string>('SELECT project FROM runs UNION SELECT project FROM baselines ORDER BY 1')
    .pluck()
  const allTags = database.prepare<[], string>('SELECT DISTINCT tag FROM run_tags ORDER BY 1').pluck()
  const { read, replace } = tagRows(database)
  return {
    ...noteStore(connection),
    ...baselineStore(connection),
    changeTags: (runId, { add = [], remove = [] }) =>
      atomically(() => {
        const run = keyOf(runId)
        const tags = [...new Set([...read(run).filter((tag) => !remove.includes(tag)), ...add])]
        replace(run, tags)
        return tags
      }),
    setProject: (runId, project) => void atomically(() => assign.run(project, keyOf(runId))),
    listProjects: () => safely(() => projects.all().filter((project) => project !== null)),
    listTags: () => safely(() => allTags.all()),
  }
}

/** Tags of the run with a row id; the one place that writes them. */
export function tagRows(database: Database) {
  const clear = database.prepare('DELETE FROM run_tags WHERE run = ?')
  const insert = database.prepare('INSERT INTO run_tags (run, position, tag) VALUES (?, ?, ?)')
  const select = database.prepare<[number], string>('SELECT tag FROM run_tags WHERE run = ? ORDER BY position').pluck()
  return {
    read: (run: number): readonly string[] => select.all(run),
    replace(run: number, tags: readonly string[]): void {
      clear.run(run)
      for (const [position, tag] of tags.entries()) insert.run(run, position, tag)
    },
  }
}
