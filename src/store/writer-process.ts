/**
 * Which process writes a run, kept beside it so that a run that never ended can be told from one still going. A process id
 * alone is reused soon; id, start time, boot and pid namespace together are not. Where a reader cannot know
 * (another machine, another container), the run keeps its benefit of the doubt.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

export interface WriterProcess {
  readonly host: string
  readonly pid: number
  /** When the process started, in the machine's own words; null where it does not say. */
  readonly started: string | null
  /** Changes with each boot; null where the machine has no such thing. */
  readonly boot: string | null
  /** Process ids mean something only inside their namespace; null where there is none. */
  readonly namespace: string | null
}

/** What the machine says of the process `pid` (by default this one), which is taken to live. */
export function describeProcess(pid: number = process.pid): WriterProcess {
  return { host: hostname(), pid, started: startOf(pid), boot: bootId(), namespace: pidNamespace() }
}

/** Whether the writer is gone for certain. */
export function isGone(writer: WriterProcess): boolean {
  if (writer.host !== hostname()) return false
  if (writer.boot !== bootId()) return true
  if (writer.namespace !== pidNamespace()) return false
  return startOf(writer.pid) !== writer.started
}

/** Start of a process: clock ticks since boot (Linux: field 22 of /proc/PID/stat), or what `ps` prints; null: no such process. */
function startOf(pid: number): string | null {
  if (bootId() === null)
    return orNull(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], quiet)?.trim() || null)
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (stat === null) return null
  // The second field, the name in parentheses, may hold anything; state comes after its last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields[0], fields[19]]
  return state === 'Z' || state === 'X' ? null : (started ?? null)
}

const quiet = { encoding: 'utf8' as const, stdio: 'pipe' as const }

const bootId = () => orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
const pidNamespace = () => orNull(() => readlinkSync('/proc/self/ns/pid'))

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
