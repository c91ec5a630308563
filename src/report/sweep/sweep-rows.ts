import type { RunHeader } from '../../core/run-header.ts'
import type { SweepDocument } from '../../metrics/search/sweep-schema.ts'
import { repeatOf, settingOf } from '../../metrics/search/repeats.ts'
import { seriesOf } from '../../metrics/search/sweep-figures.ts'
import type { SweepPoint } from '../../metrics/search/sweep-schema.ts'
import { mean } from '../../stats/distribution.ts'
import { percentile, sortAscending } from '../../stats/percentile.ts'
import { wilsonInterval } from '../../stats/proportion.ts'
import { roundTo } from '../../../reports/format-number.ts'
import { limitsOf } from '../rows/track-rows.ts'
import { clip } from '../sections/clip.ts'
import type { LevelRow, SweepChartRows } from './sweep-model.ts'
import { useRows } from './use-rows.ts'

const longestLabel = 80
const z95 = 1.96

/** What a run is called in tables and charts. */
export const pointLabel = ({ label, runId }: SweepPoint) => clip(label ?? runId, longestLabel)

/** What a series is called; `sole`: there is but one. */
export const seriesLabel = (name: string | null, sole: boolean) =>
  sole ? 'all runs' : name === null ? 'as in the file' : clip(name, longestLabel)

/** The rows of every chart of a group's report. */
export function sweepRows(document: SweepDocument, header: RunHeader): SweepChartRows {
  const { points, pareto } = document
  const axis = document.kind === 'repeats' ? ({ kind: 'repeat' } as const) : axisOf(points)
  const drawn = drawnPoints(points, axis)
  const bySeries = [...seriesOf(drawn)]
  const sole = document.series.length === 1
  const rows = bySeries.flatMap(([name, own]) => levelRows(own, seriesLabel(name, sole), axis.kind))
  const known = points.flatMap((point) => {
    const { tokensPerSPerUser: user, outputTokensPerS: all, runId } = point
    if (user === null || all === null) return []
    const place = { runId, label: pointLabel(point), series: seriesLabel(point.series, sole) }
    return [
      { ...place, tokensPerSPerUser: roundTo(user), outputTokensPerS: roundTo(all), front: pareto.includes(runId) },
    ]
  })
  const saturation = document.series.flatMap(({ name, saturation: at }) =>
    at === null ? [] : [{ series: seriesLabel(name, sole), level: at.level, requestsPerS: at.requestsPerS }],
  )
  return {
    leftOut: points.length - drawn.length,
    ...{ axis, series: bySeries.map(([name]) => seriesLabel(name, sole)), rows, saturation, pareto: known },
    limits: { ttft: limitsOf(header.slo, 'ttftNs'), tpot: limitsOf(header.slo, 'tpotNs') },
    hasSlo: Object.values(header.slo).some((levels) => Object.keys(levels).length > 0),
    use: useRows(points, pointLabel),
    search: searchRows(document),
  }
}

/**
 * Against load where some series has two loads of one kind and all runs have one; or where it has three and most runs have one: a tool that
 * begins a sweep with a user alone and with all at once has those beside its rates.
 */
function axisOf(points: readonly SweepPoint[]): SweepChartRows['axis'] {
  for (const over of ['rate', 'users'] as const) {
    const loaded = points.filter(({ level }) => level?.over === over)
    const levels = [...seriesOf(loaded).values()].map((own) => new Set(own.map(({ level }) => level?.value)).size)
    const most = Math.max(0, ...levels)
    if (loaded.length === points.length ? most > 1 : most > 2 && 2 * loaded.length > points.length)
      return { kind: 'load', over }
  }
  return { kind: 'setting' }
}

/** The runs that charts are drawn of: those with a load of the axis, where there is one. */
const drawnPoints = (points: readonly SweepPoint[], axis: SweepChartRows['axis']) =>
  axis.kind === 'load' ? points.filter(({ level }) => level?.over === axis.over) : points

function levelRows(
  points: readonly SweepPoint[],
  series: string,
  kind: SweepChartRows['axis']['kind'],
): readonly LevelRow[] {
  const groups = new Map<string, SweepPoint[]>()
  for (const point of points) {
    const key =
      kind === 'load' ? String(point.level?.value) : kind === 'repeat' ? repeatName(point) : settingName(point)
    groups.set(key, [...(groups.get(key) ?? []), point])
  }
  const rows = [...groups].map(([setting, own]) => levelRow(own, series, setting))
  return kind === 'load' ? rows.sort((a, b) => (a.level as number) - (b.level as number)) : rows
}

/** Without the count of the repeat: repeats are runs of one setting. */
const settingName = (point: SweepPoint) => settingOf({ label: pointLabel(point) }) || 'all runs'
/** Which of them it is: a chart of repeats alone has a line for each. */
const repeatName = (point: SweepPoint) => repeatOf(point) ?? pointLabel(point)

function levelRow(points: readonly SweepPoint[], series: string, setting: string): LevelRow {
  const over = (value: (point: SweepPoint) => number | null) => points.flatMap((point) => value(point) ?? [])
  const average = (value: (point: SweepPoint) => number | null) => rounded(mean(over(value)))
  const middle = (value: (point: SweepPoint) => number | null) => rounded(percentile(sortAscending(over(value)), 0.5))
  const percentiles = (key: 'ttftMs' | 'tpotMs') => ({
    p50: middle((point) => point[key].p50),
    p90: middle((point) => point[key].p90),
    p99: middle((point) => point[key].p99),
  })
  const level = points[0]?.level?.value ?? null
  const goodputPerS = average((point) => point.goodputPerS)
  const requestsPerS = average((point) => point.requestsPerS)
  return {
    ...{ series, setting, level, runs: points.length, requestsPerS, goodputPerS },
    ...{ ttft: percentiles('ttftMs'), tpot: percentiles('tpotMs') },
    outputTokensPerS: average((point) => point.outputTokensPerS),
    ...attainmentOf(points, goodputPerS, requestsPerS),
  }
}

type Attained = Pick<LevelRow, 'attainment' | 'attainmentLow' | 'attainmentHigh' | 'goodputLow' | 'goodputHigh'>

/** The share of the requests of all runs, and the goodput that its bounds would be. */
function attainmentOf(points: readonly SweepPoint[], goodput: number | null, completed: number | null): Attained {
  const sum = (key: 'measured' | 'meeting' | 'independent') =>
    points.reduce((total, { requests }) => total + requests[key], 0)
  if (sum('measured') === 0)
    return { attainment: null, attainmentLow: null, attainmentHigh: null, goodputLow: null, goodputHigh: null }
  const attainment = sum('meeting') / sum('measured')
  const { low, high } = wilsonInterval(attainment, sum('independent'), z95)
  const measuredPerS = goodput !== null && attainment > 0 ? goodput / attainment : completed
  const at = (share: number) => (measuredPerS === null ? null : roundTo(share * measuredPerS))
  const bounds = { attainmentLow: roundTo(low), attainmentHigh: roundTo(high) }
  return { attainment: roundTo(attainment), ...bounds, goodputLow: at(low), goodputHigh: at(high) }
}

function searchRows({ search, points }: SweepDocument): SweepChartRows['search'] {
  if (search === null) return null
  const rows = points.flatMap(({ level, attainment }, i) => {
    const verdict = search.levels.find((each) => each.level === level?.value)?.verdict
    return level === null || verdict === undefined ? [] : [{ run: i + 1, level: level.value, attainment, verdict }]
  })
  return { over: search.plan.over, attainment: search.plan.attainment, best: search.best, rows }
}

const rounded = (value: number | null) => (value === null ? null : roundTo(value))
