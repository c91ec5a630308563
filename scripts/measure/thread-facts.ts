import { readdirSync, readFileSync } from 'node:fs'

/** A thread of a process as Linux has it. */
export interface ThreadFacts {
  readonly id: number
  readonly name: string
  readonly niceness: number
  /** In user and kernel mode since it began, s. */
  readonly cpuS: number
  /** How often it went to sleep of itself since then: once for each time that it was woken. */
  readonly sleeps: number
}

/** Of Linux on every architecture, whatever its own ticks are. */
const ticksPerSecond = 100
/** Fields of /proc/PID/stat after the name, from the state on (proc(5), which counts from 1 and from the id). */
const [userTicks, kernelTicks, nice] = [11, 12, 16]

/** Its threads, the main one first; none where there is no /proc or the process has gone. */
export function threadsOf(pid: number): readonly ThreadFacts[] {
  try {
    const ids = readdirSync(`/proc/${pid}/task`).map(Number)
    return ids.toSorted((a, b) => Number(b === pid) - Number(a === pid) || a - b).map((id) => factsOf(pid, id))
  } catch {
    return []
  }
}

function factsOf(pid: number, id: number): ThreadFacts {
  const folder = `/proc/${pid}/task/${id}`
  const stat = readFileSync(`${folder}/stat`, 'utf8')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const status = readFileSync(`${folder}/status`, 'utf8')
  return {
    id,
    name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    niceness: fields[nice] ?? Number.NaN,
    cpuS: ((fields[userTicks] ?? 0) + (fields[kernelTicks] ?? 0)) / ticksPerSecond,
    sleeps: Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? Number.NaN),
  }
}
