import type { SweepDocument } from '../../../metrics/search/sweep-schema.ts'
import type { SweepPoint } from '../../../metrics/search/sweep-schema.ts'
import { layOut, visibleWidth, wrap } from '../text/columns.ts'
import { digits, grouped, percent } from '../text/numbers.ts'
import { shorten } from '../text/shorten.ts'
import { statusText } from './run-table.ts'
import type { TextStyle } from '../text/text-style.ts'

/**
 * The runs of one sweep, search or repeat, a line each, in the order they were made. What does not fit the terminal goes: first the ids
 * of runs, then the second percentile of TPOT, then the middle of labels.
 */
export function sweepTable(document: SweepDocument, style: TextStyle): string {
  const room = widths.map((left) => layOutTable(document, left, null, style)).find((lines) => fits(lines, style))
  const lines = room ?? shortened(document, style)
  const note = notes.slice(0, document.kind === 'repeats' ? 1 : 2).join('; ')
  const words = wrap(note, style.columns).map((line) => style.dim(line))
  return `\n${[...lines, '', ...words].join('\n')}\n`
}

const notes = ['TTFT and TPOT in ms', 'front: no other run beats it in tokens/s per user and in all']

/** Columns left out, one step after the other. */
const widths = [[], ['run'], ['run', 'TPOT p99', 'req/s']] as const
type Column = readonly [name: string, cell: (point: SweepPoint) => string]

const fits = (lines: readonly string[], style: TextStyle) => lines.every((line) => visibleWidth(line) <= style.columns)

function shortened(document: SweepDocument, style: TextStyle): string[] {
  const lines = layOutTable(document, widths[2], 0, style)
  const spare = style.columns - Math.max(...lines.map(visibleWidth))
  return layOutTable(document, widths[2], Math.max(8, spare), style)
}

/** `labelWidth`: characters of a label at most; null: all. */
function layOutTable(
  document: SweepDocument,
  left: readonly string[],
  labelWidth: number | null,
  style: TextStyle,
): string[] {
  const label = ({ label, runId }: SweepPoint) => label ?? runId
  const columns = columnsOf(document, style).filter(([name]) => !left.includes(name))
  const rows = document.points.map((point) => [
    labelWidth === null ? label(point) : shorten(label(point), labelWidth, style),
    ...columns.map(([, cell]) => cell(point)),
  ])
  const head = ['', ...columns.map(([name]) => style.dim(name))]
  return layOut([head, ...rows], { left: left.length === 0 ? [1, columns.length] : [columns.length] })
}

const goodput: readonly Column[] = [
  ['SLO met', ({ attainment }) => percent(attainment)],
  ['good/s', ({ goodputPerS }) => digits(goodputPerS)],
]

function columnsOf(document: SweepDocument, style: TextStyle): readonly Column[] {
  const front = document.pareto.length > 1 ? document.pareto : []
  const marks = ({ runId }: SweepPoint) => [
    ...(runId === document.best ? [style.bold('best')] : []),
    ...(front.includes(runId) ? ['front'] : []),
  ]
  return [
    ['run', ({ runId }) => runId],
    ['TTFT p50', ({ ttftMs }) => digits(ttftMs.p50)],
    ['p99', ({ ttftMs }) => digits(ttftMs.p99)],
    ['TPOT p50', ({ tpotMs }) => digits(tpotMs.p50)],
    ['TPOT p99', ({ tpotMs }) => digits(tpotMs.p99)],
    ['req/s', ({ requestsPerS }) => digits(requestsPerS)],
    ['tok/s', ({ outputTokensPerS }) => grouped(outputTokensPerS)],
    ...(document.points.some(({ hasSlo }) => hasSlo) ? goodput : []),
    ['', (point) => [statusText(point, style), ...marks(point)].join(' ')],
  ]
}
