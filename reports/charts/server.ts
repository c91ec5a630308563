import type { ReportModel } from '../../src/report/report-model.ts'
import type { ServerRow } from '../../src/report/rows/server/server-row.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatCount, formatNumber, formatSeconds, formatShare, trimZeros } from '../format-number.ts'
import { complete, plotHeight, seriesColour, timeX, tip, warmupLayers } from '../spec-parts.ts'
import { colour } from '../theme.ts'

/** One chart of the server's figures over time: which of them, what each is called, how it is drawn. */
interface ServerText {
  readonly id: string
  readonly title: string
  readonly empty: string
  readonly lines: readonly { readonly field: keyof ServerRow; readonly name: string; readonly colour: string }[]
  /** The lines are shares of 0 to 1. */
  readonly share?: true
  readonly unit: string | null
  describe(rows: readonly ServerRow[]): string
}

/** Whether requests wait in the server or before it. */
export const serverLoadChart = (model: ReportModel) =>
  serverChart(model, {
    id: 'server-load',
    title: 'Requests running and waiting in the server, beside those in flight here',
    empty: 'The server does not tell how many requests it runs.',
    lines: [
      { field: 'running', name: 'running', colour: colour('blue') },
      { field: 'waiting', name: 'waiting', colour: colour('vermillion') },
      { field: 'inFlight', name: 'in flight here', colour: colour('sky') },
    ],
    unit: null,
    describe: (rows) =>
      `At most ${most(rows, 'running')} ran and ${most(rows, 'waiting')} waited; ${most(rows, 'inFlight')} were in flight here. Where more are in flight than run and wait, they are on their way or of no concern to the server.`,
  })

/** Whether memory is what holds requests back, and what a prefix cache spares. */
export const serverCacheChart = (model: ReportModel) =>
  serverChart(model, {
    id: 'server-cache',
    title: 'KV cache in use, and prompt tokens from the prefix cache',
    empty: 'The server tells nothing of its KV cache.',
    lines: [
      { field: 'kvUsedShare', name: 'KV cache in use', colour: colour('blue') },
      { field: 'cachedShare', name: 'prompt tokens from cache', colour: colour('green') },
    ],
    share: true,
    unit: null,
    describe: (rows) => {
      const share = (field: 'kvUsedShare' | 'cachedShare') => {
        const values = rows.flatMap((row) => row[field] ?? [])
        return values.length === 0 ? 'unknown' : `at most ${formatShare(Math.max(...values))}`
      }
      return `Share of the KV cache in use: ${share('kvUsedShare')}. Share of prompt tokens that a prefix cache gave, of all clients: ${share('cachedShare')}.`
    },
  })

/** Whether the server made tokens for others as well, and whether they came through. */
export const serverTokensChart = (model: ReportModel) =>
  serverChart(model, {
    id: 'server-tokens',
    title: 'Output tokens per second: made by the server, and arrived here',
    empty: 'The server does not tell how many tokens it made.',
    lines: [
      { field: 'madePerS', name: 'made', colour: colour('amber') },
      { field: 'arrivedPerS', name: 'arrived here', colour: colour('blue') },
    ],
    unit: 'tok/s',
    describe: (rows) =>
      `At most ${most(rows, 'madePerS')} tokens per second were made, for all clients, and ${most(rows, 'arrivedPerS')} arrived here. Where more are made than arrive, others are served too.`,
  })

/** Whether the server took requests out of its batch again because memory ran out. */
export function serverPreemptionsChart(model: ReportModel): Chart | OmittedChart {
  const text = {
    id: 'server-preemptions',
    title: 'Requests that the server preempted',
    empty: 'The server does not tell how many requests it preempted.',
    lines: [{ field: 'preempted', name: 'preempted', colour: colour('purple') }],
    unit: null,
    describe: (rows) => {
      const all = rows.reduce((sum, row) => sum + (row.preempted ?? 0), 0)
      return `${formatCount(all)} in all, each of them to be read or computed again: the KV cache was too small for what was admitted.`
    },
  } as const satisfies ServerText
  const rows = model.charts.server?.rows ?? []
  if (rows.some(({ preempted }) => preempted !== null) && rows.every(({ preempted }) => (preempted ?? 0) === 0))
    return { id: text.id, title: text.title, omitted: 'The server preempted no request.' }
  return serverChart(model, text, 'Sum')
}

function most(rows: readonly ServerRow[], field: keyof ServerRow): string {
  const values = rows.flatMap((row) => row[field] ?? [])
  return formatNumber(values.length === 0 ? null : Math.max(...values))
}

function serverChart(model: ReportModel, text: ServerText, per: 'Mean' | 'Sum' = 'Mean'): Chart | OmittedChart {
  const { id, title, lines, empty, unit } = text
  const server = model.charts.server
  // The first line is the server's own: without it there is nothing to set the client's beside.
  const own = lines.filter(({ field }) => field !== 'inFlight' && field !== 'arrivedPerS')
  const isTold = own.some(({ field }) => server?.rows.some((row) => row[field] !== null))
  if (server === null || !isTold) return { id, title, omitted: empty }
  const drawn = lines.filter(({ field }) => server.rows.some((row) => row[field] !== null))
  const rows = drawn.flatMap(({ field, name }) =>
    server.rows.flatMap((row): Row[] =>
      row[field] === null ? [] : [{ series: name, atS: row.atS, value: row[field] }],
    ),
  )
  const made = `${per} per ${trimZeros(formatSeconds(server.binS))} of ${formatCount(server.samples)} readings of /metrics.`
  return {
    ...{ id, title, description: `${text.describe(server.rows)} ${made}`, thinning: null, rows },
    columns: [
      { field: 'series', label: 'Series', unit: null },
      { field: 'atS', label: 'Middle of', unit: 's' },
      { field: 'value', label: text.share === true ? 'Share' : 'Value', unit },
    ],
    spec: complete({ height: plotHeight, layer: layers(model, text, drawn) }),
  }
}

function layers({ charts: { time } }: ReportModel, text: ServerText, drawn: ServerText['lines']): readonly SpecBody[] {
  const x = timeX('atS', time)
  const shares = { scale: { domain: [0, 1] }, axis: { labelExpr: "format(datum.value * 100, '~r') + ' %'" } }
  const y = {
    field: 'value',
    type: 'quantitative',
    title: null,
    ...(text.share === true ? shares : { scale: { zero: true } }),
  }
  const colours = Object.fromEntries(drawn.map(({ name, colour: tint }) => [name, tint]))
  const color = { field: 'series', ...seriesColour(colours, { symbolType: 'circle', symbolOpacity: 1 }) }
  const value = text.share === true ? tip('value', 'share', '.1%') : tip('value', text.unit ?? 'requests')
  const tooltip = [{ field: 'series', title: 'series' }, tip('atS', 'at (s)'), value]
  return [
    ...warmupLayers(time),
    { mark: { type: 'line', point: { size: 20 } }, encoding: { x, y, color } },
    { mark: { type: 'point', size: 60, opacity: 0 }, encoding: { x, y, tooltip } },
  ]
}
