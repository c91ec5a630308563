import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import type { Note, Store } from '../../../store/open-store.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { type Fact, factLines } from '../../output/text/fact-lines.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { withExistingStore, withStoreToChange } from '../../pipeline/stored/with-store.ts'

interface NoteArgs {
  readonly run: string
  readonly text?: string | undefined
  readonly remove: number | undefined
  readonly json: boolean
  readonly db: string | undefined
}

/** Adds a note or takes one away, then shows those that there are. */
export function note(args: NoteArgs, io: Io): Promise<ExitCode> {
  const opened = args.text === undefined && args.remove === undefined ? withExistingStore : withStoreToChange
  return opened(args.db, io, ({ store }): ExitCode => {
    const { runId, name } = store.findRun(args.run)
    if (args.remove !== undefined) removeNote(store, runId, args.remove)
    if (args.text !== undefined) store.addNote(runId, noteText(args.text), io.clock.wallMs())
    const notes = store.listNotes(runId)
    if (args.json)
      io.stdout.write(`${JSON.stringify({ schema: 'infbench.notes/1', runId, notes: notes.map(jsonOf) })}\n`)
    else {
      const style = textStyle(io.stdout, io.env)
      const lines = notes.length === 0 ? ['  no notes'] : factLines(notes.map(noteFact), style)
      io.stdout.write(`${style.bold(name)}  ${runId}\n${lines.join('\n')}\n`)
    }
    return 0
  })
}

/** A note as a line: its number, when it was written (UTC), what it says. */
export const noteFact = ({ number, writtenAtMs, text }: Note): Fact => [
  `note ${number}`,
  `${new Date(writtenAtMs).toISOString().slice(0, 16).replace('T', ' ')}  ${text.replaceAll(/[\s\p{Cc}]+/gu, ' ')}`,
]

const jsonOf = ({ number, writtenAtMs, text }: Note) => ({ number, at: new Date(writtenAtMs).toISOString(), text })

function noteText(text: string): string {
  if (text.trim() !== '') return text
  throw new InfbenchError('usage', {
    message: 'note: expected a text, got blanks',
    hint: "infbench note latest 'what to remember'",
  })
}

function removeNote(store: Store, runId: string, number: number): void {
  if (store.removeNote(runId, number)) return
  const numbers = store.listNotes(runId).map((note) => note.number)
  throw new InfbenchError('usage', {
    message: `note: --remove: expected ${numbers.length === 0 ? 'a note, and the run has none' : `one of ${numbers.join(', ')}`}, got ${number}`,
    hint: `infbench note ${runId}`,
  })
}
