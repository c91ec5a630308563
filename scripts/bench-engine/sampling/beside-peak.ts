/**
 * A share of a peak, measured beside it: the peak just before and just after the work, so that a machine whose memory or
 * clock moves from second to second moves both sides of the ratio. Work of a second is held against what the machine
 * sustained: what others take of the machine they take from both. The share of the fastest window is told beside it.
 */
import type { PeakName } from '../rows/row.ts'
import type { Sample } from './interleave.ts'
import type { PeakLog } from './peak-log.ts'

/** A sample with the share of the peak that it reached. */
export async function besidePeak(of: PeakName, peaks: PeakLog, measure: () => Promise<Sample>): Promise<Sample> {
  const before = await peaks.now()
  const sample = await measure()
  const after = await peaks.now()
  const ceiling = mean(before.sustained[of], after.sustained[of])
  const fastest = mean(before[of], after[of])
  const reached = of === 'read' ? sample.bytesPerSecond : sample.flopsPerSecond
  if (ceiling === null || fastest === null || reached === null) return sample
  return { ...sample, beside: { reached, ceiling, share: reached / ceiling, ofFastest: reached / fastest } }
}

function mean(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : (a + b) / 2
}
