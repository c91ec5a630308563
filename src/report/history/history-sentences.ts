import { formatChange, formatCounted } from '../../../reports/format-number.ts'
import type { History, HistorySeries, LineBreak } from './history.ts'

/** What a line says, by fixed rules: how many runs, where it changed, what was left out, where the machine changed. */
export function historySentences({ label, alpha }: History, series: HistorySeries): readonly string[] {
  const { runs, changes } = series
  const counted = runs.filter((run) => run.counted).length
  const left = runs.length - counted
  const found = changes.map(
    ({ runId, relative, direction, p }) =>
      `${formatChange(relative)}${direction === 'unknown' || direction === 'same' ? '' : ` (${direction})`} from ${runId} on, p ${Number(p.toFixed(3))}`,
  )
  return [
    found.length === 0
      ? `${label} shows no change in ${formatCounted(counted, 'run')} at a level of ${100 * alpha} %.`
      : `${label} changed ${found.length === 1 ? 'once' : `${found.length} times`} in ${formatCounted(counted, 'run')}: ${found.join('; ')}.`,
    ...(counted < leastRuns ? [`Fewer than ${leastRuns} runs of one environment can show no change.`] : []),
    ...(left === 0
      ? []
      : [
          `${formatCounted(left, 'run')} of them ${left === 1 ? 'is' : 'are'} invalid or without the figure: listed, not counted.`,
        ]),
    ...broken(series, 'environment', 'no change is looked for across that'),
    ...broken(series, 'target', 'a change may be its doing'),
  ]
}

function broken({ breaks }: HistorySeries, kind: LineBreak['kind'], means: string): string[] {
  const count = breaks.filter((one) => one.kind === kind).length
  return count === 0 ? [] : [`The ${kind} changed ${count === 1 ? 'once' : `${count} times`}: ${means}.`]
}

/** What a history is of: its figure, and what its runs belong to. */
export function historyTitle({ label, project, series }: History): string {
  const [first, ...others] = series
  const whose = project ?? (others.length === 0 ? first?.name : undefined)
  return whose === undefined ? label : `${label} of ${whose}`
}

/** Two stretches of three. */
const leastRuns = 6
