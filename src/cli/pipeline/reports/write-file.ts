import { access, constants, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pid } from 'node:process'
import { InfbenchError } from '../../../core/errors.ts'
import { makeFolder } from '../../../store/make-folder.ts'

/**
 * Writes a whole file or nothing: the text goes to a neighbour that is renamed into place. Creates folders, replaces what
 * was there; a device or a pipe is written to, never replaced. Throws InfbenchError('output.unwritable').
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${pid}.tmp`
  try {
    if (await isDevice(path)) return await writeFile(path, text)
    makeFolder(dirname(path))
    await writeFile(unfinished, text)
    await rename(unfinished, path)
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw unwritable(path, cause)
  }
}

/** Writes all of the files or, where the room ends, none: they are renamed into place when the last is written. Throws as above. */
export async function writeWholeFiles(
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<void> {
  const staged = files.map(({ path, text }) => ({ path, text, unfinished: `${path}.${pid}.tmp` }))
  const step = async (work: (file: (typeof staged)[number]) => Promise<void>) => {
    for (const file of staged)
      await work(file).catch((cause: unknown) => {
        throw unwritable(file.path, cause)
      })
  }
  try {
    await step(async ({ path, text, unfinished }) => {
      makeFolder(dirname(path))
      await writeFile(unfinished, text)
    })
    await step(({ path, unfinished }) => rename(unfinished, path))
  } catch (error) {
    for (const { unfinished } of staged) await rm(unfinished, { force: true }).catch(() => {})
    throw error
  }
}

/** Something there that takes bytes and is no file: `/dev/stdout`, a named pipe. */
export async function isDevice(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && !found.isFile() && !found.isDirectory()
}

/** Creates a file unless there is one already; nothing is left when the disk takes only part of it. Throws as above. */
export async function createNewFile(path: string, text: string): Promise<'created' | 'exists'> {
  try {
    makeFolder(dirname(path))
    const file = await open(path, 'wx')
    try {
      await file.writeFile(text)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
    return 'created'
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return 'exists'
    throw unwritable(path, cause)
  }
}

/** Fails now, as `writeWholeFile` would later, where a file at `path` could not be written. Makes its folder, and nothing else. */
export async function checkWritable(path: string): Promise<void> {
  const trial = `${path}.${pid}.tmp`
  try {
    if (await isDevice(path)) return await access(path, constants.W_OK)
    makeFolder(dirname(path))
    if ((await stat(path).catch(() => null))?.isDirectory())
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
    await writeFile(trial, '')
    await rm(trial)
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

/** Fails now where files could not be written into a folder at `path`, which is made. */
export async function checkFolder(path: string): Promise<void> {
  try {
    makeFolder(path)
    const trial = join(path, `${pid}.tmp`)
    await writeFile(trial, '')
    await rm(trial)
  } catch (cause) {
    const isFile = (await stat(path).catch(() => null))?.isFile() ?? false
    throw unwritable(path, isFile ? new Error('a file stands where the folder should be', { cause }) : cause)
  }
}

/** What the system said, in words. */
export function unwritable(path: string, cause: unknown): InfbenchError {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  const reasons: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    EISDIR: 'it is a folder',
    ENOENT: 'its folder takes no new files',
    ENOTDIR: 'a part of the path is a file, not a folder',
    EEXIST: 'a part of the path is a file, not a folder',
  }
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))
  return new InfbenchError('output.unwritable', {
    message: `${path}: cannot be written: ${reason}`,
    hint: hintFor(code),
    cause,
  })
}

const hintFor = (code: string) =>
  code === 'ENOSPC' || code === 'EDQUOT'
    ? 'free some space, or choose another disk with -o'
    : 'choose another file with -o'
