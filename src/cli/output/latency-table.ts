import { type DistributionKey, metrics } from '../../metrics/definitions.ts'
import type { RunBlock, RunDocument } from '../../metrics/run-document.ts'
import { layOut } from './columns.ts'
import { count, digits, percent } from './numbers.ts'
import type { TextStyle } from './text-style.ts'

const shown = [metrics.ttft, metrics.ttftService, metrics.ttp, metrics.tpot, metrics.itl, metrics.e2e, metrics.sendLag]
const statistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const

/** Every latency that was observed, in ms; empty where none was. */
export function latencyTable(block: Pick<RunBlock, 'metrics'>, style: TextStyle): string[] {
  const rows = shown.flatMap(({ key, label }) => {
    const entry = block.metrics[key as DistributionKey]
    return entry.n === 0 ? [] : [[label, count(entry.n), ...statistics.map((name) => digits(entry[name]))]]
  })
  if (rows.length === 0) return []
  const head = ['latency, ms', 'n', ...statistics].map((cell) => style.dim(cell))
  return layOut([head, ...rows], { indent: 2 })
}

/** One row per class where there are several. */
export function classTable({ classes }: RunDocument, style: TextStyle): string[] {
  const entries = Object.entries(classes)
  if (entries.length < 2) return []
  const head = ['class', 'completed', 'TTFT p50', 'p99', 'TPOT p50', 'p99', 'SLO met'].map((cell) => style.dim(cell))
  const rows = entries.map(([name, { requests, metrics: { ttftMs, tpotMs }, goodput }]) => [
    ...[name, count(requests.completed), digits(ttftMs.p50), digits(ttftMs.p99)],
    ...[digits(tpotMs.p50), digits(tpotMs.p99), percent(goodput.attainment)],
  ])
  return layOut([head, ...rows], { indent: 2 })
}
