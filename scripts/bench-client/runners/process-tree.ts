import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all it started use together at an instant of the machine's monotonic clock. */
export interface TreeReading {
  readonly atNs: number
  readonly cpuNs: number
  readonly residentBytes: number
}

const nsPerTick = 1e7
const pageBytes = 4096
const sampleEveryMs = 100

/**
 * Reads the processes of one session (the first was started detached, so that it leads one) ten times a second. Time of a
 * child that has ended counts as its parent's, as long as that lives; memory that two share counts twice.
 */
export function watchTree(session: number): { stop(): readonly TreeReading[] } {
  const readings: TreeReading[] = []
  const read = () => readings.push(readTree(session))
  read()
  const timer = setInterval(read, sampleEveryMs)
  return {
    stop() {
      clearInterval(timer)
      return readings
    },
  }
}

/** CPU time between two instants, straight lines between readings. */
export function cpuBetween(readings: readonly TreeReading[], fromNs: number, toNs: number): number {
  return cpuAt(readings, toNs) - cpuAt(readings, fromNs)
}

function cpuAt(readings: readonly TreeReading[], atNs: number): number {
  const next = readings.findIndex((reading) => reading.atNs >= atNs)
  const after = readings[next]
  const before = readings[next - 1]
  if (after === undefined) return Math.max(...readings.map(({ cpuNs }) => cpuNs))
  if (before === undefined) return after.cpuNs
  const share = (atNs - before.atNs) / (after.atNs - before.atNs)
  return before.cpuNs + share * (after.cpuNs - before.cpuNs)
}

function readTree(session: number): TreeReading {
  let cpuTicks = 0
  let pages = 0
  for (const pid of readdirSync('/proc')) {
    const fields = /^\d+$/.test(pid) ? statOf(pid) : null
    if (fields === null || Number(fields[3]) !== session) continue
    cpuTicks += [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place]), 0)
    pages += Number(fields[21])
  }
  return { atNs: Number(process.hrtime.bigint()), cpuNs: cpuTicks * nsPerTick, residentBytes: pages * pageBytes }
}

/** Fields of /proc/PID/stat from `state` on: session is 3, user and system time and those of ended children 11 to 14, resident pages 21. */
function statOf(pid: string): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
