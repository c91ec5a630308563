import type { MetricChange } from '../../src/report/comparison/comparison.ts'
import { decimalsFor, formatChange, formatFixed, formatNumber, formatShare, formatUsd } from '../format-number.ts'
import { html, type Markup } from './html.ts'
import { type Glossary, term } from './term.ts'

const arrows = { better: '▲ better', worse: '▼ worse', same: '≈ same', unknown: '–' } as const
const shown = new Set<MetricChange['statistic']>(['p50', 'p90', 'p99', null])

/** Both values, absolute and relative change, and the direction in words. */
export function changeTable(changes: readonly MetricChange[], glossary: Glossary): Markup {
  const rows = changes.filter((change) => shown.has(change.statistic))
  if (rows.length === 0) return html`<p class="empty">Neither run observed a metric.</p>`
  const weak = rows.some((change) => change.weak)
  return html`<table class="figures changes">
<thead><tr><th scope="col">Metric</th><th scope="col" class="text">Statistic</th><th scope="col">A</th><th scope="col">B</th><th scope="col">Change</th><th scope="col">Relative</th><th scope="col" class="text">Direction</th></tr></thead>
<tbody>${rows.map((change, index) => row(change, rows[index - 1]?.metric === change.metric, glossary))}</tbody></table>
${weak && html`<p class="foot">† One side or both hold too few independent values for this percentile.</p>`}`
}

function row(change: MetricChange, continued: boolean, glossary: Glossary): Markup {
  const { metric, label, statistic, direction } = change
  const name = continued ? html`<span class="hidden">${label}</span>` : term(glossary, metric, label, 'change')
  const sign = change.absolute !== null && change.absolute > 0 ? '+' : ''
  const value = (number: number | null) => formatAs(number, change)
  const numbers = html`<td data-label="A">${value(change.a)}</td><td data-label="B">${value(change.b)}</td><td data-label="change">${sign}${value(change.absolute)}</td><td data-label="relative">${formatChange(change.relative)}</td>`
  return html`<tr${continued && html` class="continued"`}><th scope="row">${name}</th><td data-label="of" class="text muted">${statistic ?? 'run'}${change.weak && '†'}</td>${numbers}<td data-label="" class="text ${direction}">${arrows[direction]}</td></tr>`
}

function formatAs(value: number | null, { a, b, unit }: MetricChange): string {
  if (value === null) return formatNumber(null)
  const sign = value < 0 ? '−' : ''
  if (unit === 'share') return sign + formatShare(Math.abs(value))
  if (unit === 'USD') return sign + formatUsd(Math.abs(value))
  const short = unit.replace('tokens', 'tok').replace('requests', 'req')
  return `${formatFixed(value, decimalsFor([a, b]))}\u00a0${short}`
}
