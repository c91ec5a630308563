/** From the samples of one row to its lines in the table: ours against the best peer, and against the machine. */
import type { Interleaved, Sample } from '../sampling/interleave.ts'
import type { Peaks } from '../sampling/peak-log.ts'
import { settingName } from '../runners/commands.ts'
import { median } from '../sampling/statistics.ts'
import { overheadBar } from './bars.ts'
import type { PeakName, ResultRow, StepRow } from './row.ts'

const peakUnits: Readonly<Record<PeakName, string>> = { int8: 'GOP/s', bf16: 'GFLOP/s', f32: 'GFLOP/s', read: 'GB/s' }

/** `ours` is the contestant's name; every other name is a peer. */
export function stepResults(row: StepRow, ours: string, taken: Interleaved, peaks: Peaks | null): ResultRow[] {
  const medians = new Map([...taken.samples].map(([name, samples]) => [name, median(samples.map(({ rate }) => rate))]))
  const value = medians.get(ours) ?? 0
  const other = row.against === undefined ? null : `ours ${settingName(row.against.setting)}`
  const peers = [...medians].filter(([name]) => name !== ours && name !== other)
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
    ...againstRow(row, mine, taken.samples.get(other ?? '') ?? []),
    ...overheadRow(row, mine),
  ]
}

/** Ours against ours in another setting: the median of the ratios of rounds. */
function againstRow(row: StepRow, samples: readonly Sample[], others: readonly Sample[]): ResultRow[] {
  if (row.against === undefined || others.length === 0) return []
  const rates = (list: readonly Sample[]) => list.map(({ rate }) => rate)
  const ratio = median(samples.map(({ rate }, i) => rate / (others[i]?.rate ?? rate)))
  const { title } = row.against
  const line = {
    value: median(rates(samples)),
    unit: 'tok/s',
    peer: `ours, ${title}`,
    peerValue: median(rates(others)),
  }
  return [{ name: `${row.name}, against ${title}`, ...line, ratio, bar: 1, ok: ratio > 1 }]
}

/** What was reached by the plan's formulas of the peak beside it: the median of the samples' shares. */
export function shareOfPeak(name: string, of: PeakName, samples: readonly Sample[], bar: number | null): ResultRow[] {
  const beside = samples.flatMap((sample) => sample.beside ?? [])
  if (beside.length === 0) return []
  const ratio = median(beside.map(({ share }) => share))
  const value = median(beside.map(({ reached }) => reached)) / 1e9
  const peerValue = median(beside.map(({ ceiling }) => ceiling)) / 1e9
  const ofFastest = median(beside.map((each) => each.ofFastest))
  const details = { shares: beside.map(({ share }) => share), shareOfFastestWindow: ofFastest }
  const peer = of === 'read' ? 'read beside it' : `${of} peak`
  const ok = bar === null ? null : ratio >= bar
  return [{ name, value, unit: peakUnits[of], peer, peerValue, ratio, bar, ok, details }]
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
