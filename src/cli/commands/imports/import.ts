import { resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { importDocument } from '../../output/imports/import-document.ts'
import { importLines } from '../../output/imports/import-lines.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { packageVersion } from '../../package-version.ts'
import { type ReadFiles, readFiles, storeFile } from '../../pipeline/imports/import-files.ts'
import { storeGroups } from '../../pipeline/imports/import-groups.ts'
import { filesOf } from '../../pipeline/imports/open-results.ts'
import { withStore } from '../../pipeline/stored/with-store.ts'

interface ImportArgs {
  readonly files: readonly string[]
  readonly format: string | undefined
  readonly name: string | undefined
  readonly tag: readonly string[] | undefined
  readonly project: string | undefined
  readonly db: string | undefined
  readonly json: boolean
}

/** Imports results of other tools. All files are read first; each is then stored whole or not at all, and several runs of one file as a group. */
export async function importResults(args: ImportArgs, io: Io): Promise<ExitCode> {
  const named = await filesOf(args.files.map((file) => resolve(io.cwd, file)))
  const read = await readFiles(named, args.format)
  if (read.files.length === 0) throw nothingFound(args.files, read)
  const labels = {
    name: args.name,
    tags: args.tag ?? [],
    project: args.project ?? null,
    version: packageVersion(),
    nowMs: io.clock.wallMs(),
  }
  const { entries, groups } = await withStore(args.db, io, ({ store }) => {
    const stored = read.files.flatMap((file) => storeFile(store, file, labels))
    return { entries: stored, groups: storeGroups(store, stored, args.name) }
  })
  if (args.json) io.stdout.write(`${JSON.stringify(importDocument({ entries, groups, skipped: read.skipped }))}\n`)
  else io.stdout.write(importLines({ entries, groups, skipped: read.skipped }, io.cwd, textStyle(io.stdout, io.env)))
  return 0
}

function nothingFound(files: readonly string[], { skipped }: ReadFiles): InfbenchError {
  const [first] = skipped
  const because =
    first === undefined ? 'it holds no files' : `of ${skipped.length} files none is known; ${first.reason}`
  return new InfbenchError('import.unknown', {
    message: `${files.join(', ')}: expected results of a known tool: ${because}`,
    hint: 'name a file itself to see what was looked for',
  })
}
