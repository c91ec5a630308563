import type { RunHeader } from '../../core/run-header.ts'
import type { SweepDocument } from '../../metrics/search/sweep-schema.ts'
import type { SweepPoint } from '../../metrics/search/sweep-schema.ts'
import { formatCount, formatMs, formatNumber, formatShare } from '../../../reports/format-number.ts'
import type { FactGroup, Tile } from '../report-model.ts'
import { clip } from '../sections/clip.ts'
import { definitionLines } from '../sections/definition-lines.ts'
import { environmentLines, targetLines } from '../sections/fact-groups.ts'
import { repeatTiles } from './repeat-lines.ts'
import type { PointLine, SweepReportModel } from './sweep-model.ts'
import { pointLabel, sweepRows } from './sweep-rows.ts'
import { loadText, sweepRules, sweepSentences } from './sweep-sentences.ts'

export interface SweepReportInput {
  readonly document: SweepDocument
  /** Of the group's first run. */
  readonly header: RunHeader
  readonly startedAtMs: number
  /** The command that makes the group again. */
  readonly rerun: string
  /** Where a run's own report is, relative to this one; null: nowhere. */
  readonly hrefOf: (runId: string) => string | null
}

const longestWorkload = 20_000
const shown = ['ttft', 'tpot', 'tpsPerUser', 'outputTokensPerS', 'requestsPerS', 'attainment', 'goodput']

/** Everything that the report of runs made together says. Pure: the same input gives the same model. */
export function buildSweepReport(input: SweepReportInput): SweepReportModel {
  const { document, header, startedAtMs, rerun } = input
  const charts = sweepRows(document, header)
  const target = { model: clip(header.target.model, 120), url: clip(header.target.url, 200), kind: header.target.kind }
  return {
    schema: 'infbench.sweep-report/1',
    ...{ sweepId: document.sweepId, name: clip(document.name, 120), kind: document.kind, target, charts },
    startedAt: new Date(startedAtMs).toISOString(),
    infbenchVersion: header.environment.infbenchVersion,
    sentences: sweepSentences(document, { target, hasSlo: charts.hasSlo }),
    rules: sweepRules(document),
    tiles: document.kind === 'repeats' ? repeatsTiles(document) : sweepTiles(document, charts.hasSlo),
    points: document.points.map((point) => pointLine(point, input)),
    facts: factGroups(header),
    workloadText: header.workload.text === '' ? null : clip(header.workload.text, longestWorkload),
    rerun,
    definitions: definitionLines(new Set(shown)),
  }
}

function factGroups(header: RunHeader): readonly FactGroup[] {
  return [
    { title: 'Target of the first run', lines: targetLines(header) },
    { title: 'Environment', lines: environmentLines(header) },
  ]
}

function pointLine(point: SweepPoint, { document, hrefOf }: SweepReportInput): PointLine {
  const { best, pareto, search } = document
  const verdict = search?.levels.find(({ level }) => level === point.level?.value)?.verdict
  const onFront = pareto.length > 1 && pareto.includes(point.runId)
  return {
    point,
    label: pointLabel(point),
    marks: [
      ...(point.runId === best ? (['best'] as const) : []),
      ...(onFront ? (['front'] as const) : []),
      ...(verdict === undefined ? [] : [verdict]),
    ],
    href: hrefOf(point.runId),
  }
}

const repeatsTiles = (document: SweepDocument) => [...repeatTiles(document), statusTile(document.points)]

/** The headline figures of a group. */
function sweepTiles(document: SweepDocument, hasSlo: boolean): readonly Tile[] {
  const { points, search, saturation } = document
  const best = points.find(({ runId }) => runId === document.best)
  return [
    ...(search === null ? [] : [searchTile(search)]),
    tile(
      hasSlo ? 'Best goodput' : 'Most requests',
      'goodput',
      `${formatNumber(best?.goodputPerS ?? null)} req/s`,
      best === undefined ? 'no run has any' : noteOf(best, hasSlo),
    ),
    ...extreme(points, 'Most output', 'outputTokensPerS', (point) => point.outputTokensPerS, Math.max, tokens),
    ...extreme(points, 'Fastest for a user', 'tpsPerUser', (point) => point.tokensPerSPerUser, Math.max, tokens),
    ...extreme(points, 'Shortest TTFT p50', 'ttft', (point) => point.ttftMs.p50, Math.min, formatMs),
    ...(saturation === null
      ? []
      : [tile('Saturated', null, loadShort(saturation), `${formatNumber(saturation.requestsPerS)} req/s at most`)]),
    statusTile(points),
  ]
}

const tokens = (value: number | null) => `${formatNumber(value)} tok/s`

function noteOf(point: SweepPoint, hasSlo: boolean): string {
  const at = point.level === null ? pointLabel(point) : `at ${loadText(point.level)}`
  return hasSlo ? `${at} · ${formatShare(point.attainment)} met every SLO` : at
}

const loadShort = ({ over, level }: { readonly over: 'rate' | 'users'; readonly level: number }) =>
  loadText({ over, value: level }).replace('requests/s', 'req/s')

function searchTile({ plan, best, failsAt }: NonNullable<SweepDocument['search']>): Tile {
  const load = (level: number) => loadShort({ over: plan.over, level })
  const note = failsAt === null ? `${formatShare(plan.attainment)} within the SLOs` : `${load(failsAt)} failed`
  const value = best === null ? 'none' : load(best)
  return { label: 'Highest that held', metric: null, value, note, tone: best === null ? 'bad' : 'good' }
}

function extreme(
  points: readonly SweepPoint[],
  label: string,
  metric: string,
  of: (point: SweepPoint) => number | null,
  choose: (...values: number[]) => number,
  format: (value: number | null) => string,
): readonly Tile[] {
  const known = points.filter((point) => of(point) !== null)
  if (known.length === 0) return []
  const value = choose(...known.map((point) => of(point) as number))
  const first = known.find((point) => of(point) === value) as SweepPoint
  return [tile(label, metric, format(value), pointLabel(first))]
}

function statusTile(points: readonly SweepPoint[]): Tile {
  const valid = points.filter(({ status }) => status === 'valid').length
  const all = valid === points.length
  const note = all ? 'all valid' : `${formatCount(valid)} valid`
  return { label: 'Runs', metric: null, value: formatCount(points.length), note, tone: 'plain' }
}

function tile(label: string, metric: string | null, value: string, note: string): Tile {
  return { label, metric, value, note, tone: 'plain' }
}
