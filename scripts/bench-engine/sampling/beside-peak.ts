/**
 * A share of a peak, measured beside it: the peak just before and just after the work, so that a machine whose memory or
 * clock moves from second to second moves both sides of the ratio.
 */
import type { PeakName } from '../rows/row.ts'
import type { Sample } from './interleave.ts'
import type { PeakLog, Peaks } from './peak-log.ts'

/** A sample with the share of the peak that it reached. */
export async function besidePeak(of: PeakName, peaks: PeakLog, measure: () => Promise<Sample>): Promise<Sample> {
  const before = ceilingOf(await peaks.now(), of)
  const sample = await measure()
  const after = ceilingOf(await peaks.now(), of)
  const reached = of === 'read' ? sample.bytesPerSecond : sample.flopsPerSecond
  if (before === null || after === null || reached === null) return sample
  const ceiling = (before + after) / 2
  return { ...sample, beside: { reached, ceiling, share: reached / ceiling } }
}

/** What work of a second can be held against: of reading, what is sustained, not the fastest pass. */
function ceilingOf(peaks: Peaks, of: PeakName): number | null {
  return of === 'read' ? peaks.sustainedRead : peaks[of]
}
