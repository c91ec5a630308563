import { type DistributionKey, metrics } from '../../../metrics/definitions.ts'
import type { DistributionEntry, RunBlock, RunDocument } from '../../../metrics/run-document.ts'
import { leastSamples } from '../../../metrics/validity/judge-samples.ts'
import { layOut } from '../text/columns.ts'
import { count, digits, percent } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

const shown = [metrics.ttft, metrics.ttftService, metrics.ttp, metrics.tpot, metrics.itl, metrics.e2e, metrics.sendLag]
const statistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const

/** Every latency that was observed, in ms; empty where none was. A percentile of too few independent samples is marked `~`. */
export function latencyTable(block: Pick<RunBlock, 'metrics'>, style: TextStyle): string[] {
  // Tools that know no token gap tell the gap between pieces instead.
  const rows = (block.metrics.itlMs.n === 0 ? [...shown, metrics.interChunk] : shown).flatMap(({ key, label }) => {
    const entry = block.metrics[key as DistributionKey]
    return entry.n === 0 ? [] : [[label, count(entry.n), ...statistics.map((name) => cell(entry, name))]]
  })
  if (rows.length === 0) return []
  const head = ['latency, ms', 'n', ...statistics].map((cell) => style.dim(cell))
  const isMarked = rows.some((row) => row.some((text) => text.startsWith(mark)))
  const legend = isMarked ? [style.dim(`  ${mark} stands on too few independent samples`)] : []
  return [...layOut([head, ...rows], { indent: 2 }), ...legend]
}

const mark = '~'

function cell(entry: DistributionEntry, statistic: (typeof statistics)[number]): string {
  const needed = statistic in leastSamples ? leastSamples[statistic as keyof typeof leastSamples] : 0
  const { effectiveSamples } = entry
  return `${effectiveSamples !== null && effectiveSamples < needed ? mark : ''}${digits(entry[statistic])}`
}

/** The wait by turn, where requests were calls of sessions. */
export function turnTable({ sessions }: RunDocument, style: TextStyle): string[] {
  if (sessions === null) return []
  const head = ['turn', 'n', 'TTFT p50', 'p95', 'E2E p50', 'prompt', 'cached'].map((cell) => style.dim(cell))
  const rows = sessions.turns.map(({ from, to, completed, ttftMs, e2eMs, inputTokens, cachedShare }) => [
    ...[from === to ? String(from) : `${from}-${to}`, count(completed), digits(ttftMs.p50), digits(ttftMs.p95)],
    ...[digits(e2eMs.p50), digits(inputTokens), percent(cachedShare)],
  ])
  return layOut([head, ...rows], { indent: 2 })
}

/** One row per class where there are several. */
export function classTable({ classes }: RunDocument, style: TextStyle): string[] {
  const entries = Object.entries(classes)
  if (entries.length < 2) return []
  const head = ['class', 'completed', 'TTFT p50', 'p99', 'TPOT p50', 'p99', 'SLO met'].map((cell) => style.dim(cell))
  const rows = entries.map(
    ([
      name,
      {
        requests,
        metrics: { ttftMs, tpotMs },
        goodput,
      },
    ]) => [
      ...[name, count(requests.completed), digits(ttftMs.p50), digits(ttftMs.p99)],
      ...[digits(tpotMs.p50), digits(tpotMs.p99), percent(goodput.attainment)],
    ],
  )
  return layOut([head, ...rows], { indent: 2 })
}
