import type { LabelConnection } from './label-store.ts'

/** What someone wrote of a run. */
export interface Note {
  /** From 1 on in its run; one that was taken away leaves its number free only at the end. */
  readonly number: number
  /** Wall time, ms since 1970. */
  readonly writtenAtMs: number
  readonly text: string
}

export interface NoteStore {
  /** Keeps a note; its number. */
  addNote(runId: string, text: string, writtenAtMs: number): number
  /** False when there is no such note. */
  removeNote(runId: string, number: number): boolean
  /** By number. */
  listNotes(runId: string): readonly Note[]
}

export function noteStore({ database, safely, atomically, keyOf }: LabelConnection): NoteStore {
  const last = database.prepare<[number], number | null>('SELECT max(position) FROM notes WHERE run = ?').pluck()
  const insert = database.prepare('INSERT INTO notes (run, position, written_at_ms, text) VALUES (?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM notes WHERE run = ? AND position = ?')
  const select = database.prepare<[number], Note>(
    'SELECT position AS number, written_at_ms AS writtenAtMs, text FROM notes WHERE run = ? ORDER BY position',
  )
  return {
    addNote: (runId, text, writtenAtMs) =>
      atomically(() => {
        const run = keyOf(runId)
        const number = (last.get(run) ?? 0) + 1
        insert.run(run, number, Math.round(writtenAtMs), text)
        return number
      }),
    removeNote: (runId, number) => atomically(() => remove.run(keyOf(runId), number).changes > 0),
    listNotes: (runId) => safely(() => select.all(keyOf(runId))),
  }
}
