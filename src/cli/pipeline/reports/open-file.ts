import { spawn } from 'node:child_process'
import { platform } from 'node:process'
import { pathToFileURL } from 'node:url'
import type { Io } from '../../../core/io.ts'

/** The program that opens what it is given as the user's desktop would; BROWSER names another. */
function opener({ env }: Pick<Io, 'env'>): readonly [program: string, ...args: string[]] {
  if ((env['BROWSER'] ?? '') !== '') return [env['BROWSER'] as string]
  if (platform === 'darwin') return ['open']
  return platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
}

const startMs = 1000

/** Opens a file or folder. */
export const openFile = (path: string, io: Pick<Io, 'env'>): Promise<string | null> =>
  openAddress(pathToFileURL(path).href, io)

/**
 * Opens an address and waits for no reader: null, or in words why it could not be. A program that is there but fails within a second
 * (no display) counts as one that could not.
 */
export function openAddress(address: string, io: Pick<Io, 'env'>): Promise<string | null> {
  const [program, ...args] = opener(io)
  const child = spawn(program, [...args, address], { detached: true, stdio: 'ignore' })
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.unref()
      resolve(null)
    }, startMs)
    const done = (fault: string | null) => {
      clearTimeout(timer)
      resolve(fault)
    }
    child.on('error', (error) =>
      done((error as NodeJS.ErrnoException).code === 'ENOENT' ? `no ${program} here` : error.message),
    )
    child.on('exit', (code) => done(code === 0 ? null : `${program} ended with ${code}`))
  })
}
