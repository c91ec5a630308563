/** From the samples of one row to its lines in the table: ours against the best peer, and against the machine. */
import type { Interleaved, Sample } from '../sampling/interleave.ts'
import type { Peaks } from '../sampling/peak-log.ts'
import { median } from '../sampling/statistics.ts'
import { overheadBar } from './bars.ts'
import type { PeakName, ResultRow, StepRow } from './row.ts'

const peakUnits: Readonly<Record<PeakName, string>> = { int8: 'GOP/s', bf16: 'GFLOP/s', f32: 'GFLOP/s', read: 'GB/s' }

/** `ours` is the contestant's name; every other name is a peer. */
export function stepResults(row: StepRow, ours: string, taken: Interleaved, peaks: Peaks | null): ResultRow[] {
  const medians = new Map([...taken.samples].map(([name, samples]) => [name, median(samples.map(({ rate }) => rate))]))
  const value = medians.get(ours) ?? 0
  const peers = [...medians].filter(([name]) => name !== ours)
  const best = peers.toSorted((a, b) => b[1] - a[1])[0] ?? null
  const ratio = best === null ? null : value / best[1]
  const mine = taken.samples.get(ours) ?? []
  const details = {
    peers: Object.fromEntries(peers),
    samples: Object.fromEntries([...taken.samples].map(([name, list]) => [name, list.map(({ rate }) => rate)])),
    droppedRounds: taken.dropped,
    disturbedRounds: taken.disturbed,
    peaks,
  }
  const line = { name: row.name, value, unit: 'tok/s', peer: best?.[0] ?? null, peerValue: best?.[1] ?? null }
  return [
    { ...line, ratio, bar: row.bar, ok: ratio === null ? null : ratio >= row.bar, details },
    ...shareRow(row, mine, peaks),
    ...overheadRow(row, mine),
  ]
}

/** Achieved by the plan's formulas, beside the peak that bounds it. */
function shareRow(row: StepRow, samples: readonly Sample[], peaks: Peaks | null): ResultRow[] {
  if (row.share === undefined) return []
  const { of, bar } = row.share
  const achieved = samples.flatMap((sample) => (of === 'read' ? sample.bytesPerSecond : sample.flopsPerSecond) ?? [])
  const peak = peaks?.[of] ?? null
  if (achieved.length === 0 || peak === null) return []
  return [shareOfPeak(`${row.name}, share of the ${of} peak`, median(achieved), of, peak, bar)]
}

/** A rate per second against a peak per second. */
export function shareOfPeak(name: string, rate: number, of: PeakName, peak: number, bar: number): ResultRow {
  const ratio = rate / peak
  const line = { name, value: rate / 1e9, unit: peakUnits[of], peer: `${of} peak`, peerValue: peak / 1e9 }
  return { ...line, ratio, bar, ok: ratio >= bar }
}

function overheadRow(row: StepRow, samples: readonly Sample[]): ResultRow[] {
  const shares = samples.flatMap(({ overheadShare }) => overheadShare ?? [])
  if (row.name !== overheadBar.row || shares.length === 0) return []
  const value = median(shares)
  const name = `${row.name}, time outside kernels`
  return [{ name, ...atMost(value * 100, '%', overheadBar.bar * 100) }]
}

/** A value that must not exceed its bar: `ratio` is bar over value, so that 1 and more is fine as everywhere. */
export function atMost(value: number, unit: string, bar: number): Omit<ResultRow, 'name'> {
  return { value, unit, peer: 'at most', peerValue: bar, ratio: bar / value, bar: 1, ok: value <= bar }
}
