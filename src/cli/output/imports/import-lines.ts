/** What an import did, file by file: its runs, and once for all of them what is known of the translation. */
import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import type { ImportedEntry } from '../../pipeline/imports/import-files.ts'
import type { ImportedGroup } from '../../pipeline/imports/import-groups.ts'
import { layOut, wrap } from '../text/columns.ts'
import { count } from '../text/numbers.ts'
import { shorten } from '../text/shorten.ts'
import { shownPath } from '../text/shown-path.ts'
import type { TextStyle } from '../text/text-style.ts'
import { statusText } from '../tables/run-table.ts'
import type { Imported } from './import-document.ts'
import { noteLines } from './note-lines.ts'

/** Lines at most `style.columns` wide. */
export function importLines({ entries, groups: made, skipped }: Imported, cwd: string, style: TextStyle): string {
  const paths = [...new Set(entries.map(({ path }) => path))]
  const said = new Set<string>()
  const groups = [
    ...paths.map((path) =>
      fileLines(
        entries.filter((entry) => entry.path === path),
        shownPath(path, cwd),
        said,
        style,
      ),
    ),
    skipped.flatMap(({ path, reason }) => leftOut(shownPath(path, cwd), reason.replace(`${path}: `, ''), style)),
    made.map((group) => groupLine(group, style)),
    [next(entries, made)],
  ]
  return `${groups
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const leftOut = (path: string, reason: string, style: TextStyle) =>
  wrap(`${style.dim('left out')} ${path}: ${reason}`, style.columns, 2)

/** `said`: notes that stand above already; none is said twice. */
function fileLines(entries: readonly ImportedEntry[], path: string, said: Set<string>, style: TextStyle): string[] {
  const [first] = entries
  const title = `${style.bold(path)}  ${first?.format.title}${first?.run.toolVersion ? ` ${first.run.toolVersion}` : ''}`
  const rows = entries.map((entry) => [
    '',
    entry.runId,
    shorten(nameOf(entry), style.columns - 60, style),
    ...contents(entry, style),
  ])
  const all = entries.flatMap(({ stored }) => stored?.document.imported?.notes ?? [])
  const notes = newNotes(all, said)
  return [title, ...layOut(rows, { gap: 2, left: [1, 2, 3, 4] }), ...noteLines(notes, style)]
}

const nameOf = ({ stored, run }: ImportedEntry) => stored?.header.name ?? run.name

function contents({ run, stored }: ImportedEntry, style: TextStyle): string[] {
  if (stored === null) return [style.dim('stored already'), '']
  const requests = run.records === null ? '' : `${count(run.records.length)} requests`
  const figures = run.figures.length === 0 ? '' : `${count(run.figures.length)} figures`
  return [[requests, figures].filter((text) => text !== '').join(', '), statusText(stored.document, style)]
}

function newNotes(notes: readonly ImportNote[], said: Set<string>): readonly ImportNote[] {
  return notes.filter(({ message }) => !said.has(message) && said.add(message))
}

const groupLine = ({ sweepId, name, runIds }: ImportedGroup, style: TextStyle) =>
  `group ${sweepId}  ${shorten(name, style.columns - 46, style)}  ${count(runIds.length)} runs`

function next(entries: readonly ImportedEntry[], [group]: readonly ImportedGroup[]): string {
  if (group !== undefined) return `next: infbench show ${group.sweepId}`
  const fresh = entries.filter(({ stored }) => stored !== null)
  const [a, b] = (fresh.length > 0 ? fresh : entries).map(({ runId }) => runId)
  return fresh.length === 2 ? `next: infbench compare ${a} ${b}` : `next: infbench show ${a}`
}
