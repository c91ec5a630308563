/**
 * How much of the machine everything else took during a measurement: busy time of all CPUs (stolen time too) minus that of
 * our own processes, from /proc. Two engines that meet at barriers lose half their speed to one stolen core, so a pair of
 * measurements counts only when both had the machine to themselves.
 */
import { readFileSync } from 'node:fs'

/** Clock ticks since boot: busy on all CPUs, and of our own processes. */
export interface CpuReading {
  readonly busyTicks: number
  readonly ownTicks: number
  readonly atNs: number
}

/** The unit of /proc/stat on every Linux that runs Node. */
const ticksPerSecond = 100

/** Share of one CPU that others took between two readings, never below 0. */
export function othersShare(before: CpuReading, after: CpuReading): number {
  const seconds = (after.atNs - before.atNs) / 1e9
  const others = after.busyTicks - before.busyTicks - (after.ownTicks - before.ownTicks)
  return seconds <= 0 ? 0 : Math.max(0, others / ticksPerSecond / seconds)
}

/** Reads the machine and the given processes; one that has ended counts as it was when it was last alive. */
export function createCpuMeter(nowNs: () => number): { read(pids: readonly number[]): CpuReading } {
  const last = new Map<number, number>()
  return {
    read(pids) {
      for (const pid of pids) last.set(pid, processTicks(pid) ?? last.get(pid) ?? 0)
      const ownTicks = [...last.values()].reduce((sum, ticks) => sum + ticks, 0)
      return { busyTicks: busyTicks(readFileSync('/proc/stat', 'utf8')), ownTicks, atNs: nowNs() }
    },
  }
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal; all but idle and iowait are busy. */
export function busyTicks(stat: string): number {
  const [user, nice, system, , , irq, softirq, steal] = (stat.split('\n')[0] ?? '').split(/\s+/).slice(1).map(Number)
  return [user, nice, system, irq, softirq, steal].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0)
}

/** User and system time in a line of /proc/PID/stat; the command may hold spaces and brackets. */
export function processTicksOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

function processTicks(pid: number): number | null {
  try {
    return processTicksOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return null
  }
}
