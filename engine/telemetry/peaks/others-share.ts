import { readFileSync } from 'node:fs'

/** Processor time so far, in the system's ticks. */
interface Ticks {
  readonly total: number
  readonly idle: number
  readonly own: number
}

/** Starts watching; the function returned tells what share of all processors other programs used since, null where the system does not say. */
export function watchOthers(
  read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): () => number | null {
  const before = ticks(read)
  return () => {
    const after = ticks(read)
    if (before === null || after === null || after.total <= before.total) return null
    const passed = after.total - before.total
    const others = passed - (after.idle - before.idle) - (after.own - before.own)
    return Math.min(1, Math.max(0, others / passed))
  }
}

/** Linux: all processors in /proc/stat (user nice system idle iowait irq softirq steal), this process in /proc/self/stat (fields 14 and 15). */
function ticks(read: (path: string) => string): Ticks | null {
  try {
    const all = /^cpu +(.*)$/m.exec(read('/proc/stat'))?.[1]?.split(' ').slice(0, 8).map(Number) ?? []
    const self = read('/proc/self/stat')
    // The second field, the name in parentheses, may hold anything; field 3 comes after its last parenthesis.
    const own = self
      .slice(self.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number)
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    const found = { total: sum(all), idle: sum(all.slice(3, 5)), own: sum(own) }
    return own.length === 2 && Number.isFinite(found.total + found.idle + found.own) ? found : null
  } catch {
    return null
  }
}
