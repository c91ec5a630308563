import type { History, HistorySeries } from '../../src/report/history/history.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatChange, formatNumber } from '../format-number.ts'
import { complete, plotHeight, seriesColour } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const stamps = { valid: colour('blue'), degraded: colour('amber'), invalid: colour('grey') }

/** One figure of run after run: a dot each, joined inside an environment, with the changes and the levels between them. */
export function historyChart(history: History, series: HistorySeries, place: number): Chart | OmittedChart {
  const id = `history-${place + 1}`
  const title = `${history.label} of ${series.name}, run after run`
  const rows = series.runs.flatMap((run, i): Row[] =>
    run.value === null
      ? []
      : [
          {
            ...{
              number: i + 1,
              value: run.value,
              runId: run.runId,
              startedAt: run.startedAt.slice(0, 16).replace('T', ' '),
            },
            ...{
              commit: run.gitCommit?.slice(0, 9) ?? null,
              status: run.status,
              segment: series.breaks.filter(({ at }) => at <= i).length,
            },
            line: run.counted ? run.value : null,
            change: series.changes.find(({ at }) => at === i)?.relative ?? null,
          },
        ],
  )
  if (rows.length === 0) return { id, title, omitted: 'No run has the figure.' }
  return {
    ...{ id, title, thinning: null, rows, description: describe(history, series) },
    columns: [
      { field: 'number', label: 'Run', unit: null },
      { field: 'runId', label: 'Id', unit: null },
      { field: 'startedAt', label: 'Started, UTC', unit: null },
      { field: 'commit', label: 'Commit', unit: null },
      { field: 'value', label: history.label, unit: history.unit },
      { field: 'status', label: 'Stamp', unit: null },
      { field: 'change', label: 'Change here', unit: null },
    ],
    spec: complete({ height: plotHeight, layer: layers(history, series, rows) }),
  }
}

function layers({ unit }: History, series: HistorySeries, rows: readonly Row[]): readonly SpecBody[] {
  const last = series.runs.length
  const axis = { format: 'd', tickMinStep: 1, tickCount: Math.min(8, last) }
  const scale = { domain: [0.5, last + 0.5], nice: false }
  const x = { field: 'number', type: 'quantitative', title: null, scale, axis }
  const y = { field: 'value', type: 'quantitative', title: unit, scale: { zero: false } }
  const color = { field: 'status', ...seriesColour(stampsOf(rows), { symbolType: 'circle', symbolOpacity: 1 }) }
  const tooltip = ['number', 'runId', 'startedAt', 'commit', 'value', 'status'].map((field) => ({
    field,
    title: field,
  }))
  return [
    ...(['environment', 'target'] as const).flatMap((kind) =>
      marks(
        series.breaks.flatMap((one) => (one.kind === kind ? [one.at] : [])),
        kind,
        colour('grey'),
        [2, 3],
        kind === 'target' ? 16 : 2,
      ),
    ),
    ...marks(
      series.changes.map(({ at }) => at),
      null,
      colour('vermillion'),
      [6, 4],
    ),
    ...levels(series),
    {
      mark: { type: 'line', strokeWidth: 1, color: colour('grey') },
      encoding: { x, y: { ...y, field: 'line' }, detail: { field: 'segment' } },
    },
    { mark: { type: 'point', size: 44, shape: 'circle' }, encoding: { x, y, color, tooltip } },
  ]
}

const stampsOf = (rows: readonly Row[]) =>
  Object.fromEntries(Object.entries(stamps).filter(([name]) => rows.some((row) => row['status'] === name)))

/** Lines between two runs; `dy`: how far below the top their name stands, so that two at one place can be read. */
function marks(
  at: readonly number[],
  text: string | null,
  ink: string,
  strokeDash: readonly number[],
  dy = 2,
): readonly SpecBody[] {
  if (at.length === 0) return []
  const data = { values: at.map((place) => ({ place: place + 0.5 })) }
  const x = { field: 'place', type: 'quantitative' }
  const rule = { data, mark: { type: 'rule', color: ink, strokeDash, strokeWidth: 1.5 }, encoding: { x } }
  if (text === null) return [rule]
  const label = { type: 'text', text, align: 'left', baseline: 'top', dx: 4, dy }
  return [rule, { data, mark: label, encoding: { x, y: { value: 0 } } }]
}

/** The mean level on both sides of every change. */
function levels({ changes, stretches }: HistorySeries): readonly SpecBody[] {
  const values = changes.flatMap(({ at, before, after }) => {
    const stretch = stretches.find(({ from, to }) => at >= from && at <= to)
    const others = changes.filter(
      (other) => stretch !== undefined && other.at >= stretch.from && other.at <= stretch.to,
    )
    const previous = others.filter((other) => other.at < at).at(-1)?.at ?? stretch?.from ?? 0
    const next = others.find((other) => other.at > at)?.at ?? (stretch?.to ?? at) + 1
    return [
      { from: previous + 0.5, to: at + 0.5, level: before },
      { from: at + 0.5, to: next + 0.5, level: after },
    ]
  })
  if (values.length === 0) return []
  const encoding = {
    x: { field: 'from', type: 'quantitative' },
    x2: { field: 'to' },
    y: { field: 'level', type: 'quantitative' },
  }
  return [{ data: { values }, mark: { type: 'rule', color: colour('purple'), strokeWidth: 2 }, encoding }]
}

function describe({ unit }: History, { runs, changes, breaks }: HistorySeries): string {
  const shown = changes.map(
    ({ runId, before, after, relative }) =>
      `at ${runId} from ${formatNumber(before)} to ${formatNumber(after)} ${unit} (${formatChange(relative)})`,
  )
  const changed = shown.length === 0 ? 'No change is marked.' : `Changes, dashed in orange: ${shown.join('; ')}.`
  const broken = breaks.length === 0 ? '' : ' Where the environment or the target changed, dotted, the line is broken.'
  const left = runs.some(({ counted }) => !counted) ? ' Grey dots are invalid and are no part of the line.' : ''
  return `Runs in the order they were made, at even distances. ${changed}${broken}${left}`
}
