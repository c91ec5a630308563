import type { PointLine } from '../../src/report/sweep/sweep-model.ts'
import { formatNumber, formatShare } from '../format-number.ts'
import { html, type Markup } from '../page/html.ts'
import { type Glossary, term } from '../page/term.ts'

/** Every run with its figures, the way to its own report, and what marks it out. */
export function pointTable(points: readonly PointLine[], glossary: Glossary): Markup {
  if (points.length === 0) return html`<p class="empty">No run was finished.</p>`
  const name = (metric: string, label: string) => term(glossary, metric, label, 'points')
  const head = [
    ...[html`${name('ttft', 'TTFT')} p50`, html`p90`, html`p99, ms`, html`${name('tpot', 'TPOT')} p50`, html`p99, ms`],
    ...[html`${name('requestsPerS', 'RPS')}`, html`${name('outputTokensPerS', 'tok/s')}`],
    ...[
      html`${name('tpsPerUser', 'a user')}`,
      html`${name('attainment', 'SLO met')}`,
      html`${name('goodput', 'Goodput')}`,
    ],
  ].map((cell) => html`<th scope="col">${cell}</th>`)
  const linked = points.some(({ href }) => href !== null)
  return html`<div class="sideways" tabindex="0" role="region" aria-label="Figures of all runs"><table class="figures points">
<thead><tr><th scope="col">Run</th>${head}<th scope="col" class="text">Stamp</th></tr></thead>
<tbody>${points.map(row)}</tbody></table></div>
<p class="foot">${linked ? 'Each name leads to the run’s own report, beside this file.' : html`The report of a run: <code>infbench report RUN</code>.`} Bounds of the share: 95&nbsp;% (Wilson).</p>`
}

function row({ point, label, marks, href }: PointLine): Markup {
  const cell = (name: string, text: string | Markup) => html`<td data-label="${name}">${text}</td>`
  const { ttftMs, tpotMs, attainmentInterval: bounds, status } = point
  const name = href === null ? html`<bdi>${label}</bdi>` : html`<a href="${href}"><bdi>${label}</bdi></a>`
  const between =
    bounds !== null &&
    html` <span class="muted bounds">${formatShare(bounds.low)} to ${formatShare(bounds.high)}</span>`
  const cells = [
    cell('TTFT p50, ms', formatNumber(ttftMs.p50)),
    cell('p90', formatNumber(ttftMs.p90)),
    cell('p99', formatNumber(ttftMs.p99)),
    cell('TPOT p50, ms', formatNumber(tpotMs.p50)),
    cell('p99', formatNumber(tpotMs.p99)),
    cell('requests/s', formatNumber(point.requestsPerS)),
    cell('tok/s', formatNumber(point.outputTokensPerS)),
    cell('tok/s a user', formatNumber(point.tokensPerSPerUser)),
    cell('SLO met', html`${formatShare(point.attainment)}${between}`),
    cell('goodput, requests/s', formatNumber(point.goodputPerS)),
  ]
  return html`<tr><th scope="row">${name}<span class="muted id">${point.runId}</span></th>${cells}<td data-label="stamp" class="text"><span class="stamp-word ${status}">${status}</span>${marks.map((mark) => html` <span class="mark-word">${mark}</span>`)}</td></tr>`
}
