import type { Child } from '../runners/child.ts'
import type { PeakName } from '../rows/row.ts'
import { median } from './statistics.ts'

/** Rates of the machine per second: operations, or bytes read. Null where the CPU has no such instruction. */
export type Rates = Readonly<Record<PeakName, number | null>>

/** The fastest windows, and what was sustained over all of them. */
export interface Peaks extends Rates {
  readonly sustained: Rates
}

export interface PeakLog {
  /** Measures the peaks now, unless they were a moment ago. */
  probe(): Promise<void>
  /** The peaks now, measured anew unless they were this moment. */
  now(): Promise<Peaks>
  /** Medians of the probes since `from` (a value of `count`), the last one before included. Null: nothing was probed. */
  since(from: number): Peaks | null
  readonly count: number
}

/** A probe takes one to two seconds, so that samples of a second have one about every five. */
const probeEveryNs = 6e9

/** Two questions with nothing measured between them have the same answer. */
const momentNs = 5e7

/** Probes are kept for the whole study. */
export function createPeakLog(child: () => Promise<Child>, nowNs: () => number): PeakLog {
  const probes: Peaks[] = []
  let lastAt = -Infinity
  const measuredWithin = async (ns: number) => {
    if (nowNs() - lastAt < ns) return
    probes.push((await (await child()).ask('peaks')) as Peaks)
    lastAt = nowNs()
  }
  return {
    probe: () => measuredWithin(probeEveryNs),
    async now() {
      await measuredWithin(momentNs)
      return probes.at(-1) as Peaks
    },
    since: (from) => medianPeaks(probes.slice(Math.max(0, from - 1))),
    get count() {
      return probes.length
    },
  }
}

function medianPeaks(probes: readonly Peaks[]): Peaks | null {
  if (probes.length === 0) return null
  return { ...medianRates(probes), sustained: medianRates(probes.map(({ sustained }) => sustained)) }
}

function medianRates(rates: readonly Rates[]): Rates {
  const of = (name: PeakName) => {
    const known = rates.flatMap((each) => each[name] ?? [])
    return known.length === 0 ? null : median(known)
  }
  return { int8: of('int8'), bf16: of('bf16'), f32: of('f32'), read: of('read') }
}
