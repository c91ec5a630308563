import { seededRng } from '../../core/rng.ts'
import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { changePoints } from '../../stats/inference/change-points.ts'
import { changeOf, middleOf } from '../comparison/compare-metrics.ts'
import { clip } from '../sections/clip.ts'
import type { History, HistoryChange, HistoryRun, HistorySeries, Stretch } from './history.ts'
import { lineBreaks } from './line-breaks.ts'
import type { NamedMetric } from '../../metrics/figures/named-metric.ts'
import { seriesName } from './series-name.ts'

/** A run of a history. */
export interface PastRun {
  readonly header: RunHeader
  readonly document: RunDocument
}

/** A history is looked at again and again: one in a hundred stable ones shows a change, not one in twenty. */
const alpha = 0.01
const draws = 499

/**
 * One figure of run after run, a line for each workload, dataset and model. Changes are marked by E-divisive on the figure's logarithm,
 * inside stretches of one environment (another target is marked, and looked across: it is what a history is for); invalid runs and runs without the figure are listed and are no part of it.
 */
export function buildHistory(runs: readonly PastRun[], name: string, metric: NamedMetric): History {
  const ordered = runs.toSorted((a, b) => a.header.startedAtMs - b.header.startedAtMs)
  const groups = new Map<string, PastRun[]>()
  for (const run of ordered) {
    const { fingerprints, target } = run.header
    const key = [fingerprints.workload, fingerprints.dataset, target.model].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  const { label, unit, better } = metric
  return {
    ...{ schema: 'infbench.history/1', metric: name, label, unit, better, alpha, draws, project: projectOf(ordered) },
    series: toldApart([...groups.values()].map((group) => seriesOf(group, metric))),
  }
}

/** The project that all runs belong to; null: to none, or to several. */
function projectOf(runs: readonly PastRun[]): string | null {
  const [first, ...others] = new Set(runs.map(({ header }) => header.project))
  return first === undefined || first === null || others.length > 0 ? null : clip(first, 120)
}

/** Lines of one name and model carry the fingerprint in which they differ. */
function toldApart(series: readonly HistorySeries[]): readonly HistorySeries[] {
  return series.map((one) => {
    const twins = series.filter((other) => other.name === one.name && other.model === one.model)
    if (twins.length === 1) return one
    const area = twins.every(({ workload }) => workload === one.workload) ? 'dataset' : 'workload'
    return { ...one, name: `${one.name} (${area} ${one[area].slice(0, 8)})` }
  })
}

function seriesOf(group: readonly PastRun[], metric: NamedMetric): HistorySeries {
  const newest = group.at(-1) as PastRun
  const stretches = stretchesOf(group)
  const runs = group.map((run, i) => historyRun(run, group[i - 1], metric, stretches, i))
  const { fingerprints, target } = newest.header
  return {
    ...{ name: clip(seriesName(group.map(({ header }) => header.name)), 120), model: clip(target.model, 120) },
    ...{ workload: fingerprints.workload, dataset: fingerprints.dataset, runs, stretches },
    changes: stretches.flatMap((stretch) => changesIn(stretch, runs, metric)),
    breaks: lineBreaks(group.map(({ header }) => header)),
  }
}

function historyRun(
  { header, document }: PastRun,
  before: PastRun | undefined,
  metric: NamedMetric,
  stretches: readonly Stretch[],
  place: number,
): HistoryRun {
  const value = metric.of(document)
  return {
    ...{ runId: header.runId, name: clip(header.name, 120), startedAt: new Date(header.startedAtMs).toISOString() },
    ...{ value, status: document.status, counted: value !== null && document.status !== 'invalid' },
    ...{ gitCommit: header.environment.gitCommit, version: header.environment.infbenchVersion },
    targetChanged: before !== undefined && before.header.fingerprints.target !== header.fingerprints.target,
    stretch: stretches.findIndex(({ from, to }) => place >= from && place <= to),
  }
}

function stretchesOf(group: readonly PastRun[]): readonly Stretch[] {
  const prints = group.map(({ header }) => header.fingerprints.environment)
  const starts = prints.flatMap((print, i) => (i === 0 || print !== prints[i - 1] ? [i] : []))
  return starts.map((from, i) => ({
    environment: prints[from] as string,
    from,
    to: (starts[i + 1] ?? prints.length) - 1,
  }))
}

function changesIn({ from, to }: Stretch, runs: readonly HistoryRun[], metric: NamedMetric): HistoryChange[] {
  const counted = runs.flatMap((run, i) =>
    i >= from && i <= to && run.counted ? [{ i, run, value: run.value as number }] : [],
  )
  const values = counted.map(({ value }) => value)
  const logs = values.every((value) => value > 0) ? values.map(Math.log) : values
  const rng = seededRng(counted.map(({ run }) => run.runId).join(' '))
  const found = changePoints(logs, { rng, alpha, draws })
  return found.map(({ at, p }, k) => {
    const [first, last] = [found[k - 1]?.at ?? 0, found[k + 1]?.at ?? values.length]
    const { i, run } = counted[at] as (typeof counted)[number]
    const { a, b, relative, direction } = changeOf(
      middleOf(values.slice(first, at)),
      middleOf(values.slice(at, last)),
      metric.better,
    )
    return { at: i, runId: run.runId, p, before: a as number, after: b as number, relative, direction }
  })
}
