import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { pid } from 'node:process'

/** Where the mock server and the harness run while they are measured, as lists for `taskset -c`. */
export interface CoresApart {
  readonly server: string
  readonly harness: string
}

/**
 * Keeps the mock server, which polls towards every due time, off the cores of the harness while `use` runs: what the two
 * take from each other would be read as an error of the measurement. Null, and nothing moved, where the system has one core
 * or no `taskset`. Afterwards the harness may run where it did before.
 */
export async function withCoresApart<T>(use: (cores: CoresApart | null) => Promise<T>): Promise<T> {
  const allowed = await allowedCores()
  const cores = splitCores(allowed, await siblingsOf(allowed[0] ?? 0))
  if (cores === null || !(await confine(cores.harness))) return use(null)
  try {
    return await use(cores)
  } finally {
    await confine(allowed.join(','))
  }
}

/**
 * The first core for the server (interrupts tend to go to it), all others for the harness; those that share its execution
 * units are left idle where there are more. Null: nothing to split.
 */
export function splitCores(allowed: readonly number[], siblingsOfFirst: readonly number[]): CoresApart | null {
  const [first, ...others] = allowed
  if (first === undefined || others.length === 0) return null
  const apart = others.filter((core) => !siblingsOfFirst.includes(core))
  return { server: `${first}`, harness: (apart.length > 0 ? apart : others).join(',') }
}

/** `0-2,5` as numbers, the form of Linux. */
export function coreList(text: string): number[] {
  return text
    .trim()
    .split(',')
    .filter((part) => /^\d+(?:-\d+)?$/.test(part))
    .flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number)
      return Array.from({ length: to - from + 1 }, (_, i) => from + i)
    })
}

async function allowedCores(): Promise<number[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  return coreList(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '')
}

async function siblingsOf(core: number): Promise<number[]> {
  const path = `/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`
  return coreList(await readFile(path, 'utf8').catch(() => ''))
}

/** Moves every thread of this process; false where that cannot be done. Threads that start later inherit it. */
function confine(cores: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('taskset', ['-acp', cores, `${pid}`], { timeout: 5000 }, (error) => resolve(error === null))
  })
}
