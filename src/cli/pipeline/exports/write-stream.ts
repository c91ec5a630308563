import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pid } from 'node:process'
import { InfbenchError } from '../../../core/errors.ts'
import { makeFolder } from '../../../store/make-folder.ts'
import { isDevice, unwritable } from '../reports/write-file.ts'

/**
 * Writes what is made while it is written, piece by piece, whole or not at all: of a file larger than memory only one piece is there at a time. It
 * goes to a neighbour that is renamed into place; a device is written to as it is. When `stop` is aborted meanwhile, nothing is left behind
 * and an InfbenchError('interrupted') says so. Throws InfbenchError('output.unwritable'); errors of the making pass through.
 */
export async function writeWholeStream(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  stop: AbortSignal,
): Promise<void> {
  const device = await isDevice(path)
  const place = device ? path : `${path}.${pid}.tmp`
  const file = await writing(path, async () => {
    makeFolder(dirname(path))
    return open(place, 'w')
  })
  try {
    for (const chunk of chunks) {
      if (stop.aborted) throw new InfbenchError('interrupted', { message: `interrupted: ${path} was not written` })
      await writing(path, () => file.writeFile(chunk))
    }
    await writing(path, () => file.close())
    if (!device) await writing(path, () => rename(place, path))
  } catch (error) {
    await file.close().catch(() => {})
    if (!device) await rm(place, { force: true }).catch(() => {})
    throw error
  }
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw unwritable(path, cause)
  }
}
