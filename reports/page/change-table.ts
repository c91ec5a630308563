import type { MetricChange } from '../../src/report/comparison/comparison.ts'
import { decimalsFor, formatChange, formatFixed, formatNumber, formatShare, formatUsd } from '../format-number.ts'
import { html, type Markup } from './html.ts'
import { type Glossary, term } from './term.ts'

const arrows = { better: '▲ better', worse: '▼ worse', same: '≈ same', unknown: '–', undecided: '◇ undecided' } as const
const shown = new Set<MetricChange['statistic']>(['p50', 'p90', 'p99', null])

export interface ChangeTableParts {
  readonly glossary: Glossary
  /** Letters of the sides. */
  readonly letters: readonly [string, string]
  /** Prefix of ids inside the table, where a page holds several. */
  readonly place: string
}

/** Metrics with both values, absolute and relative change, bounds and the direction in words; those without bounds behind a click, where others have them. */
export function changeTable(changes: readonly MetricChange[], parts: ChangeTableParts): Markup {
  const rows = changes.filter((change) => shown.has(change.statistic) || change.inferred !== null)
  if (rows.length === 0) return html`<p class="empty">Neither run observed a metric.</p>`
  const bounded = rows.filter((change) => change.inferred !== null)
  if (bounded.length === 0) return oneTable(rows, false, parts)
  const others = rows.filter((change) => change.inferred === null)
  return html`${oneTable(bounded, true, parts)}
<p class="foot">Figures of a side are geometric means of its runs.</p>
<details><summary>All other metrics, without bounds</summary>${oneTable(others, false, { ...parts, place: `${parts.place}-more` })}<p class="foot">In brackets: the way a figure moved, of which nothing is claimed.</p></details>`
}

function oneTable(rows: readonly MetricChange[], bounded: boolean, parts: ChangeTableParts): Markup {
  const [a, b] = parts.letters
  return html`<table class="figures changes">
<thead><tr><th scope="col">Metric</th><th scope="col" class="text">Statistic</th><th scope="col">${a}</th><th scope="col">${b}</th><th scope="col">Change</th><th scope="col">Relative</th>${bounded && html`<th scope="col">Bounds</th>`}<th scope="col" class="text">${bounded ? 'Says' : 'Direction'}</th></tr></thead>
<tbody>${rows.map((change, index) => row(change, rows[index - 1]?.metric === change.metric, bounded, parts))}</tbody></table>
${rows.some((change) => change.weak) && html`<p class="foot">† One side or both hold too few independent values for this percentile.</p>`}`
}

function row(
  change: MetricChange,
  continued: boolean,
  bounded: boolean,
  { glossary, letters, place }: ChangeTableParts,
): Markup {
  const { metric, label, statistic } = change
  const name = continued ? html`<span class="hidden">${label}</span>` : term(glossary, metric, label, place)
  const sign = change.absolute !== null && change.absolute > 0 ? '+' : ''
  const value = (number: number | null) => formatAs(number, change)
  const numbers = html`<td data-label="${letters[0]}">${value(change.a)}</td><td data-label="${letters[1]}">${value(change.b)}</td><td data-label="change">${sign}${value(change.absolute)}</td><td data-label="relative">${formatChange(change.relative)}</td>${bounded && html`<td data-label="bounds">${boundsText(change)}</td>`}`
  return html`<tr${continued && html` class="continued"`}><th scope="row">${name}</th><td data-label="of" class="text muted">${statistic ?? 'run'}${change.weak && '†'}</td>${numbers}${saysCell(change)}</tr>`
}

function saysCell({ inferred, direction, perRun }: MetricChange): Markup {
  if (inferred !== null)
    return html`<td data-label="" class="text ${inferred.finding}">${arrows[inferred.finding]}</td>`
  const several = perRun.a.length > 1 || perRun.b.length > 1
  if (several && direction !== 'unknown') return html`<td data-label="" class="text unknown">(${direction})</td>`
  return html`<td data-label="" class="text ${direction}">${arrows[direction]}</td>`
}

function boundsText({ inferred }: MetricChange): string {
  return inferred === null ? '' : `${formatChange(inferred.low)} to ${formatChange(inferred.high)}`
}

function formatAs(value: number | null, { a, b, unit }: MetricChange): string {
  if (value === null) return formatNumber(null)
  const sign = value < 0 ? '−' : ''
  if (unit === 'share') return sign + formatShare(Math.abs(value))
  if (unit === 'USD') return sign + formatUsd(Math.abs(value))
  const short = unit.replace('tokens', 'tok').replace('requests', 'req')
  return `${formatFixed(value, decimalsFor([a, b]))}\u00a0${short}`
}
