import type { Comparison, MetricChange } from '../../src/report/comparison/comparison.ts'
import { formatChange, formatNumber } from '../format-number.ts'
import { html, type Markup } from '../page/html.ts'
import { type Glossary, term } from '../page/term.ts'

const shown = new Set<MetricChange['statistic']>(['p50', 'p99', null])
const arrows = { better: '▲', worse: '▼', undecided: '◇', same: '≈', unknown: '' } as const
type Says = keyof typeof arrows

/** All sides against the reference in one table: each metric's change, its bounds where it has any, and what they say; metrics with bounds alone where some have them. */
export function matrixTable(all: readonly Comparison[], glossary: Glossary): Markup {
  const bounded = all.some(({ metrics }) => metrics.some(({ inferred }) => inferred !== null))
  const names = new Map<string, MetricChange>()
  for (const change of all.flatMap(({ metrics }) => metrics))
    if (bounded ? isBounded(all, change) : shown.has(change.statistic)) names.set(nameOf(change), change)
  const rows = [...names.values()]
  if (rows.length === 0) return html`<p class="empty">No run observed a metric.</p>`
  return html`<div class="sideways" tabindex="0" role="region" aria-label="Changes of all sides"><table class="figures matrix">
<thead><tr><th scope="col">Metric</th><th scope="col" class="text">Statistic</th><th scope="col">A</th>${all.map(({ sides }) => html`<th scope="col">${sides.b.letter}</th>`)}</tr></thead>
<tbody>${rows.map((change, i) => row(change, rows[i - 1]?.metric === change.metric, all, glossary))}</tbody></table></div>
<p class="foot">A: its figure. Other sides: their change against A${bounded && ', its bounds, which hold for all sides and metrics at once,'} and what is said of it: ▲ better, ▼ worse, ${bounded ? '◇ undecided' : '≈ the same'}${!bounded && hasRepeats(all) && ' (a direction, of which nothing is claimed)'}.</p>`
}

const nameOf = ({ metric, statistic }: MetricChange) => `${metric}.${statistic}`
const same = ({ metrics }: Comparison, change: MetricChange) =>
  metrics.find((other) => nameOf(other) === nameOf(change))
const isBounded = (all: readonly Comparison[], change: MetricChange) =>
  all.some((one) => (same(one, change)?.inferred ?? null) !== null)
const hasRepeats = (all: readonly Comparison[]) => all.some(({ sides }) => sides.b.runs.length > 1)

function row(change: MetricChange, continued: boolean, all: readonly Comparison[], glossary: Glossary): Markup {
  const { label, metric } = change
  const name = continued ? html`<span class="hidden">${label}</span>` : term(glossary, metric, label, 'matrix')
  const unit = change.unit === 'share' ? '' : ` ${change.unit.replace('tokens', 'tok').replace('requests', 'req')}`
  const cells = all.map((one) => cell(same(one, change), one.sides.b.letter))
  return html`<tr${continued && html` class="continued"`}><th scope="row">${name}</th><td class="text muted" data-label="of">${change.statistic ?? 'run'}</td><td data-label="A">${formatNumber(change.a)}${unit}</td>${cells}</tr>`
}

function cell(change: MetricChange | undefined, letter: string): Markup {
  if (change === undefined) return html`<td data-label="${letter}">–</td>`
  const { inferred, relative, direction } = change
  const says: Says = inferred?.finding ?? direction
  const bounds =
    inferred === null
      ? ''
      : html` <span class="muted bounds">${formatChange(inferred.low)} to ${formatChange(inferred.high)}</span>`
  return html`<td data-label="${letter}" class="${inferred === null ? 'unknown' : says}">${arrows[says]} ${formatChange(relative)}${bounds}</td>`
}
