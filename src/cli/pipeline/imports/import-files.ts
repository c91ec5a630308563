/** From files to stored runs: all are read before the first is stored, each then in one transaction. */
import { basename, resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { ImportFormat, ImportedRun } from '../../../import/imported-run.ts'
import { detectFormat } from '../../../import/detect-format.ts'
import { openFile } from '../../../import/reading/open-file.ts'
import { readRuns } from '../../../import/read-runs.ts'
import { summarizeImport } from '../../../metrics/imported/summarize-import.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import type { ImportedStoredRun } from '../../../store/imports/import-store.ts'
import type { Store } from '../../../store/open-store.ts'
import { type Labels, factsOf, importedHeader } from './imported-header.ts'
import { type NamedFile, openBeside, openResults } from './open-results.ts'

/** A file with its runs, not yet stored. */
export interface ReadFile {
  readonly path: string
  /** The folder that was named, if not the file itself. */
  readonly folder: string | null
  readonly format: ImportFormat
  readonly sha256: string
  readonly runs: readonly ImportedRun[]
}

export interface ReadFiles {
  readonly files: readonly ReadFile[]
  /** Files of folders that were left out, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
}

/** Reads all files; one that belongs to another is taken with it. Throws for a file that was named; of a folder's, tells those left out. */
export async function readFiles(named: readonly NamedFile[], format: string | undefined): Promise<ReadFiles> {
  const files: ReadFile[] = []
  const skipped: { path: string; reason: string }[] = []
  const taken = new Set<string>()
  for (const { path, folder } of named) {
    if (taken.has(resolve(path))) continue
    try {
      const { file, beside } = await readOne(path, folder, format)
      files.push(file)
      for (const neighbour of beside) taken.add(resolve(neighbour))
    } catch (error) {
      if (folder === null || !(error instanceof InfbenchError)) throw error
      skipped.push({ path, reason: error.message.split('; looked for')[0] as string })
    }
  }
  return { files: files.filter(({ path }) => !taken.has(resolve(path))), skipped }
}

async function readOne(
  path: string,
  folder: string | null,
  name: string | undefined,
): Promise<{ file: ReadFile; beside: readonly string[] }> {
  const { file: alone, sha256 } = await openResults(path)
  const format = detectFormat(alone, name)
  const beside = await openBeside(path, format.companions?.(path) ?? [])
  const neighbours = beside
    .map(({ file }) => file)
    .filter((neighbour) => format.matches(neighbour) || belongs(neighbour.path))
  const file = openFile(path, alone.text, neighbours)
  const { runs } = readRuns(file, format.name)
  return { file: { path, folder, format, sha256, runs }, beside: neighbours.map((neighbour) => neighbour.path) }
}

/** Tables and logs beside a result are whatever the format asked for; JSON must be of the format itself. */
const belongs = (path: string) => !/\.jsonl?$/.test(path)

/** A run of a file, stored now or found stored. */
export interface ImportedEntry {
  readonly path: string
  /** The folder that was named, if not the file itself. */
  readonly folder: string | null
  readonly format: ImportFormat
  readonly run: ImportedRun
  /** Of the stored run. */
  readonly runId: string
  /** What was stored; null: the same was there already. */
  readonly stored: (Pick<ImportedStoredRun, 'header' | 'facts' | 'records'> & { readonly document: RunDocument }) | null
}

/** Stores what a file has that is not stored yet, all of it or nothing. */
export function storeFile(store: Store, file: ReadFile, labels: Labels): readonly ImportedEntry[] {
  const { path, folder, format, sha256 } = file
  const seen = new Map<string, string>()
  const entries = file.runs.map((run, position): ImportedEntry => {
    const facts = factsOf(run, { format, file: basename(path), sha256, position })
    const { contentSha256 } = facts.origin
    const there = store.findImported(facts.origin) ?? seen.get(contentSha256)
    if (there !== undefined) return { path, folder, format, run, runId: there, stored: null }
    const header = importedHeader(run, facts, labels)
    const records = run.records ?? []
    seen.set(contentSha256, header.runId)
    const document = summarizeImport(header, facts, records)
    return { path, folder, format, run, runId: header.runId, stored: { header, facts, records, document } }
  })
  store.importRuns(entries.flatMap(({ stored }) => stored ?? []))
  return entries
}
