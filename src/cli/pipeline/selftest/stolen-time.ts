import { readFile } from 'node:fs/promises'

/** Time of all cores together since the machine began, in ticks. */
export interface CoreTimes {
  readonly all: number
  /** While a guest had something to run and its host ran others. */
  readonly stolen: number
}

/** What Linux says of its cores; null on other systems. */
export async function coreTimes(): Promise<CoreTimes | null> {
  return timesIn(await readFile('/proc/stat', 'utf8').catch(() => ''))
}

// user, nice, system, idle, iowait, irq, softirq, steal (proc(5)); guest times after them are in the first two already.
const places = { count: 8, stolen: 7 } as const

/** Of the text of /proc/stat; null where it is none. */
export function timesIn(stat: string): CoreTimes | null {
  const ticks = (/^cpu +(.+)$/m.exec(stat)?.[1] ?? '').split(' ').map(Number).slice(0, places.count)
  const stolen = ticks[places.stolen]
  return stolen === undefined ? null : { all: ticks.reduce((sum, each) => sum + each, 0), stolen }
}

/** The share of the cores' time in between that the host gave to others; null: not known. */
export function stolenShare(before: CoreTimes | null, after: CoreTimes | null): number | null {
  if (before === null || after === null || after.all <= before.all) return null
  return (after.stolen - before.stolen) / (after.all - before.all)
}
