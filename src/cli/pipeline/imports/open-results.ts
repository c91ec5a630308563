/** Files of results as they lie on the disk: packed ones unpacked, folders walked, files that belong together opened together. */
import { createHash } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { InfbenchError } from '../../../core/errors.ts'
import type { ImportFile } from '../../../import/imported-run.ts'
import { importFault } from '../../../import/reading/import-fault.ts'
import { openFile } from '../../../import/reading/open-file.ts'

/** A file that is to be imported. */
export interface NamedFile {
  readonly path: string
  /** The folder that was named and that it was found in: of no known format, it is left out and not an error; null: it was named itself. */
  readonly folder: string | null
}

export interface OpenedFile {
  readonly file: ImportFile
  readonly sha256: string
}

/** The files named, and those in the folders named and below them, in order of their names. Throws import.malformed. */
export async function filesOf(paths: readonly string[]): Promise<readonly NamedFile[]> {
  const files: NamedFile[] = []
  for (const path of paths) {
    const facts = await stat(path).catch(() => null)
    if (facts === null)
      throw importFault({ path }, { message: 'expected a file or folder of results, got no such file' })
    if (facts.isDirectory()) files.push(...(await filesIn(path)).map((inside) => ({ path: inside, folder: path })))
    else files.push({ path, folder: null })
  }
  return files
}

/** Hidden files and folders are nobody's results. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hidden = (path: string) =>
    path
      .slice(folder.length)
      .split('/')
      .some((part) => part.startsWith('.'))
  return paths.filter((path) => !hidden(path)).toSorted()
}

/** What JavaScript holds in one string; more is no summary of a benchmark. */
const mostBytes = 2 ** 29 - 32

/** A file of results. `beside`: those that belong to it. Throws import.malformed where it cannot be read or is too large. */
export async function openResults(path: string, beside: readonly ImportFile[] = []): Promise<OpenedFile> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InfbenchError('import.malformed', {
      message: `${path}: cannot be read (${cause.code ?? cause.message})`,
      cause,
    })
  })
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(path, bytes) : bytes
  if (plain.length > mostBytes) throw tooLarge(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { file: openFile(path, plain.toString('utf8'), beside), sha256 }
}

/** Those of the files named that lie beside it, opened. */
export async function openBeside(path: string, names: readonly string[]): Promise<readonly OpenedFile[]> {
  const paths = names.filter((name) => name !== basename(path)).map((name) => join(dirname(path), name))
  const there: OpenedFile[] = []
  for (const candidate of paths) if (await isFile(candidate)) there.push(await openResults(candidate))
  return there
}

const isFile = async (path: string) => (await stat(path).catch(() => null))?.isFile() === true

function unpacked(path: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path)
    const message = `is packed with gzip and cut off or damaged (${(cause as Error).message})`
    throw importFault({ path }, { message, hint: 'copy it again from where it was made' })
  }
}

const tooLarge = (path: string) =>
  importFault(
    { path },
    {
      message: 'expected at most 512 MiB of results',
      hint: 'import the summary of the tool instead',
    },
  )
