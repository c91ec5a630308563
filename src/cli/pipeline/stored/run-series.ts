import type { RequestRecord } from '../../../core/request-record.ts'
import type { RunHeader } from '../../../core/run-header.ts'
import { nsToMs, nsToS } from '../../../core/units.ts'
import { tpotNs, ttftNs } from '../../../metrics/request-times.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import { binOf, type TimeBins, timeBins } from '../../../report/rows/time-bins.ts'
import { percentile, sortAscending } from '../../../stats/percentile.ts'
import type { Store } from '../../../store/open-store.ts'
import type { Bin, PastRun, RunSeries } from '../../output/charts/run-charts.ts'

interface Value {
  readonly atS: number
  readonly ms: number
}
const mostBins = 40
const requestsPerBin = 4
/** A p95 of fewer values is but the largest of them. */
const leastForP95 = 20
const mostPastRuns = 40

/** What the terminal's charts of a stored run are drawn of: completed requests of the measured phase, and earlier runs. */
export function runSeries(store: Store, header: RunHeader): RunSeries {
  const values = measuredValues(store.records(header.runId))
  const endS = [...values.ttft, ...values.tpot].reduce((last, { atS }) => Math.max(last, atS), 0)
  const bins = timeBins(endS, Math.max(4, Math.min(mostBins, Math.floor(values.tpot.length / requestsPerBin))))
  return {
    ttftMs: values.ttft.map(({ ms }) => ms),
    tpotMs: values.tpot.map(({ ms }) => ms),
    ttftOverTime: percentilesIn(values.ttft, bins),
    tpotOverTime: percentilesIn(values.tpot, bins),
    binS: bins.widthS,
    history: pastRuns(store, header),
  }
}

function measuredValues(records: Iterable<RequestRecord>): {
  readonly ttft: readonly Value[]
  readonly tpot: readonly Value[]
} {
  const [ttft, tpot]: [Value[], Value[]] = [[], []]
  let zeroAt: number | null = null
  for (const record of records) {
    if (record.phase !== 'measure' || record.outcome.kind !== 'ok') continue
    zeroAt ??= record.scheduledAt
    const atS = Math.max(0, nsToS(record.scheduledAt - zeroAt))
    const [firstNs, paceNs] = [ttftNs(record), tpotNs(record)]
    if (firstNs !== null && firstNs >= 0) ttft.push({ atS, ms: nsToMs(firstNs) })
    if (paceNs !== null && paceNs >= 0) tpot.push({ atS, ms: nsToMs(paceNs) })
  }
  return { ttft, tpot }
}

function percentilesIn(values: readonly Value[], bins: TimeBins): readonly Bin[] {
  const inBins = Array.from({ length: bins.count }, (): number[] => [])
  for (const { atS, ms } of values) inBins[binOf(bins, atS)]?.push(ms)
  return inBins.map((own) => {
    const sorted = sortAscending(own)
    return { p50: percentile(sorted, 0.5), p95: own.length < leastForP95 ? null : percentile(sorted, 0.95) }
  })
}

/** Finished runs of the same name and workload fingerprint up to this one, the oldest first; it is among them. */
function pastRuns(store: Store, header: RunHeader): readonly PastRun[] {
  const past: PastRun[] = []
  for (const { runId, startedAtMs } of store.listRuns({ name: header.name })) {
    if (past.length === mostPastRuns) break
    if (startedAtMs > header.startedAtMs) continue
    const document = store.findDocument(runId, 'infbench.run/1') as RunDocument | null
    if (document === null || document.fingerprints.workload !== header.fingerprints.workload) continue
    const { metrics, throughput } = document
    const { outputTokensPerS } = throughput
    past.push({ runId, ttftP50Ms: metrics.ttftMs.p50, tpotP50Ms: metrics.tpotMs.p50, outputTokensPerS })
  }
  return past.reverse()
}
