import type { ReportModel, Tile, ValiditySection } from '../../src/report/report-model.ts'
import { html, type Markup, raw } from './html.ts'
import { type Glossary, term } from './term.ts'

const stamps = {
  valid: { word: 'Valid', text: 'no check found a flaw', icon: 'M5 12.5l4.5 4.5L19 7.5' },
  degraded: { word: 'Degraded', text: 'usable with care', icon: 'M12 6v7.5M12 17.2v.3' },
  invalid: { word: 'Invalid', text: 'not fit for decisions', icon: 'M7 7l10 10M17 7L7 17' },
} as const

/** Brand line, for every kind of report. */
export function brand(kind: string, right: string): Markup {
  return html`<header class="brand"><span class="mark">${logo}infbench</span><span>${kind}</span><span class="right">${right}</span></header>`
}

const logo = raw(
  '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M3 20V13M9 20V9M15 20V11M21 20V4" fill="none" stroke="currentColor" stroke-width="3.2" stroke-linecap="round"/></svg>',
)

/** Title, target, stamp with its reasons, and the three sentences. */
export function masthead(model: ReportModel): Markup {
  const [measured, trusted, finding] = model.sentences
  const where =
    model.target.kind === 'engine'
      ? html` on the bundled engine`
      : model.target.url === 'unknown'
        ? ''
        : html` on <span class="url">${model.target.url}</span>`
  return html`
<section class="lead" aria-labelledby="title">
<h1 id="title"><bdi>${model.name}</bdi></h1>
<p class="sub"><bdi>${model.target.model}</bdi>${where} · <time datetime="${model.startedAt}">${readableDate(model.startedAt)}</time></p>
<div class="sentences"><p>${finding}</p><p>${measured} ${trusted}</p></div>
<details class="rules"><summary>How this summary is made</summary><ul>${model.rules.map((rule) => html`<li>${rule}</li>`)}</ul></details>
${validityStrip(model.validity)}
</section>`
}

/** The stamp in words and icon, never by colour alone, with each reason and what to do about it. */
export function validityStrip({ status, reasons }: ValiditySection, label = 'Validity'): Markup {
  const stamp = stamps[status]
  const list = reasons.map(
    (reason) =>
      html`<li><code class="code ${reason.severity}">${reason.code}</code><span>${reason.message}${reason.hint === null ? '' : html`<span class="hint"> → ${reason.hint}</span>`}</span></li>`,
  )
  return html`<div class="strip ${status}" role="note" aria-label="${label}"><p><span class="stamp"><svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d="${stamp.icon}" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>${stamp.word}</span> <span class="muted">${stamp.text}</span></p>${list.length > 0 && html`<ul>${list}</ul>`}</div>`
}

/** Headline figures. */
export function tileRow(tiles: readonly Tile[], glossary: Glossary): Markup {
  const items = tiles.map(
    (tile) =>
      html`<div class="tile ${tile.tone}"><dt>${term(glossary, tile.metric, tile.label, 'tile')}</dt><dd>${splitUnit(tile.value)}</dd><dd class="note">${tile.note}</dd></div>`,
  )
  return html`<dl class="tiles" aria-label="Headline figures">${items}</dl>`
}

/** The number large, its unit small. */
function splitUnit(value: string): Markup {
  const at = value.search(/[\u00a0 ][^\d]/)
  return at < 0 ? html`${value}` : html`${value.slice(0, at)}<small>\u00a0${value.slice(at + 1)}</small>`
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** `21 November 2026, 08:45 UTC`, the same on every reader's machine. */
export function readableDate(iso: string): string {
  const date = new Date(iso)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${iso.slice(11, 16)} UTC`
}
