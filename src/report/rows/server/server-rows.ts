import type { RequestRecord } from '../../../core/request-record.ts'
import type { ServerFigures, ServerSample } from '../../../core/server/server-sample.ts'
import { nsToS } from '../../../core/units.ts'
import { mean } from '../../../stats/distribution.ts'
import { roundTo } from '../../../../reports/format-number.ts'
import { inFlight } from '../load-rows.ts'
import type { ServerRow, ServerRows } from './server-row.ts'
import { binOf, binSpan, type TimeBins, timeBins } from '../time-bins.ts'

/** About as many bins as there are readings, so that few are no row of gaps. */
const mostBins = 60

/** The server's own figures per bin of time since `zeroAt` (ns), with what the client saw in the same bins; null where it told nothing. */
export function serverRows(
  told: readonly ServerSample[],
  records: readonly RequestRecord[],
  endS: number,
  zeroAt = 0,
): ServerRows | null {
  const samples = told.filter(({ at }) => at >= zeroAt)
  if (samples.length === 0) return null
  const bins = timeBins(endS, Math.min(mostBins, samples.length))
  const inBin = Array.from({ length: bins.count }, (_, bin) =>
    samples.filter(({ at }) => binOf(bins, nsToS(at - zeroAt)) === bin),
  )
  const counters = ['generatedTokens', 'cachedTokens', 'promptTokens', 'preemptions'] as const
  const [made, cached, prompt, preempted] = counters.map((key) => growth(samples, key, bins, zeroAt)) as Growth[]
  const arrived = arrivals(records, bins, zeroAt)
  const { areas } = inFlight(records, bins, zeroAt)
  const rows = inBin.map((own, bin): ServerRow => {
    const { fromS, toS, middleS } = binSpan(bins, bin)
    const level = (key: keyof ServerFigures) => rounded(mean(own.flatMap((sample) => sample[key] ?? [])))
    return {
      ...{ atS: roundTo(middleS), running: level('running'), waiting: level('waiting') },
      inFlight: roundTo((areas[bin] as number) / (toS - fromS)),
      kvUsedShare: level('kvUsedShare'),
      cachedShare: ratio(cached?.[bin]?.sum, prompt?.[bin]?.sum),
      preempted: preempted?.[bin]?.sum ?? null,
      madePerS: ratio(made?.[bin]?.sum, made?.[bin]?.seconds),
      arrivedPerS: roundTo((arrived[bin] as number) / (toS - fromS)),
    }
  })
  return { samples: samples.length, binS: bins.widthS, rows }
}

const rounded = (value: number | null) => (value === null ? null : roundTo(value))

/** Null for nothing over nothing; a share of prompt tokens may not pass 1, for both counters are read a moment apart. */
const ratio = (part: number | undefined, of: number | undefined) =>
  part === undefined || of === undefined || of <= 0 ? null : roundTo(part / of)

type Growth = readonly ({ readonly sum: number; readonly seconds: number } | undefined)[]

/** By how much a counter grew from reading to reading, in the bin of the middle between them; a fall is a restart and no growth. */
function growth(samples: readonly ServerSample[], key: keyof ServerFigures, bins: TimeBins, zeroAt: number): Growth {
  const grown: { sum: number; seconds: number }[] = []
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1] as ServerSample, samples[i] as ServerSample]
    const [from, to] = [before[key], after[key]]
    if (from === null || to === null || to < from) continue
    const bin = binOf(bins, nsToS((before.at + after.at) / 2 - zeroAt))
    const { sum, seconds } = grown[bin] ?? { sum: 0, seconds: 0 }
    grown[bin] = { sum: sum + to - from, seconds: seconds + nsToS(after.at - before.at) }
  }
  return grown
}

/** Output tokens that arrived in each bin; an answer that tells no times of its tokens counts at its end. */
function arrivals(records: readonly RequestRecord[], bins: TimeBins, zeroAt: number): readonly number[] {
  const counts = new Array<number>(bins.count).fill(0)
  for (const { events, outputTokens, doneAt } of records) {
    if (events.at.length === 0) counts[binOf(bins, nsToS(doneAt - zeroAt))]! += outputTokens ?? 0
    for (let i = 0; i < events.at.length; i++)
      counts[binOf(bins, nsToS((events.at[i] as number) - zeroAt))]! += events.tokens[i] as number
  }
  return counts
}
