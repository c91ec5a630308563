import type { Comparison, ConditionDifference } from '../../src/report/comparison/comparison.ts'
import type { Definition } from '../../src/report/report-model.ts'
import { changeTable } from './change-table.ts'
import { html, type Markup } from './html.ts'
import { brand } from './masthead.ts'
import { chartSections, type FigureSection } from './run-page.ts'
import { matrixTable } from '../compare/matrix-table.ts'
import { sideCard } from '../compare/side-card.ts'
import { definitionList } from './tables.ts'
import { glossaryOf } from './term.ts'

/** The body of a comparison: what differs in the conditions comes before any figure, the changes (the first section) before the table. */
export function comparisonPage(
  comparison: Comparison,
  sections: readonly FigureSection[],
  definitions: readonly Definition[],
  bar?: Markup,
): Markup {
  const all = [comparison, ...comparison.further]
  const sides = [comparison.sides.a, ...all.map((one) => one.sides.b)]
  const [first, ...others] = sides.map(({ name }) => html`<bdi>${name}</bdi>`)
  const once = (texts: readonly string[]) => [...new Set(texts)]
  const findings = once(all.flatMap((one) => one.findings))
  const cautions = once(all.flatMap((one) => one.cautions))
  const statements = once(all.map(({ statement }) => statement))
  const changes =
    all.length === 1
      ? 'changes are those of B against A'
      : 'changes are those of the others against A, with bounds that hold for all of them at once'
  return html`
<a class="skip" href="#main">Skip to the comparison</a>${bar}
${brand('comparison', '')}
<main id="main">
<section class="lead" aria-labelledby="title">
<h1 id="title">${first}${others.map((name) => html` <span class="muted">and</span> ${name}`)}</h1>
<p class="sub">A is the reference; ${changes}.</p>
<div class="sentences">${findings.map((finding) => html`<p>${finding}</p>`)}${statements.map((statement) => html`<p>${statement}</p>`)}${cautions.map((caution) => html`<p class="caution">${caution}</p>`)}</div>
</section>
<div class="cards wide">${sides.map(sideCard)}</div>
${all.map((one) => differenceCard(one, all.length === 1))}
${chartSections(sections.slice(0, 1))}
${all.length > 1 && matrixCard(all, definitions)}
${all.map((one) => metricsCard(one, all.length === 1, definitions))}
${chartSections(sections.slice(1))}
<details class="card definitions-card"><summary>Definitions of all metrics</summary>${definitionList(definitions)}</details>
</main>
<footer>Made by infbench. This file is complete by itself and loads nothing from the network.</footer>`
}

/** Ids and headings of a page with one comparison stay plain; with several each names its side. */
function place({ sides }: Comparison, alone: boolean, id: string, title: string) {
  const { a, b } = sides
  return alone
    ? { id, title }
    : { id: `${id}-${b.letter.toLowerCase()}`, title: `${title}: ${b.letter} and ${a.letter}` }
}

function differenceCard(comparison: Comparison, alone: boolean): Markup {
  const { id, title } = place(comparison, alone, 'conditions', 'What differs')
  const { a, b } = comparison.sides
  return html`<section class="card spaced" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${conditionTable(comparison.conditions, a.letter, b.letter)}</section>`
}

function matrixCard(all: readonly Comparison[], definitions: readonly Definition[]): Markup {
  return html`<section class="card spaced" aria-labelledby="matrix"><h2 id="matrix">All sides at a glance</h2>${matrixTable(all, glossaryOf(definitions))}</section>`
}

function metricsCard(comparison: Comparison, alone: boolean, definitions: readonly Definition[]): Markup {
  const { id, title } = place(comparison, alone, 'metrics', 'Metrics')
  const letters = [comparison.sides.a.letter, comparison.sides.b.letter] as const
  const parts = { glossary: glossaryOf(definitions), letters, place: alone ? 'change' : `change-${letters[1]}` }
  return html`<section class="card spaced" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${changeTable(comparison.metrics, parts)}</section>`
}

function conditionTable(conditions: readonly ConditionDifference[], first: string, second: string): Markup {
  const row = ({ area, same, fields }: ConditionDifference) => {
    if (fields.length === 0)
      return html`<tr><th scope="row">${area}</th><td class="text muted" colspan="3">${same ? 'the same' : 'differs'}</td></tr>`
    return fields.map(
      (field, index) =>
        html`<tr><th scope="row">${index === 0 ? area : html`<span class="hidden">${area}</span>`}</th><td class="text" data-label="field">${field.field}</td><td class="text" data-label="${first}"><bdi>${field.a ?? '–'}</bdi></td><td class="text" data-label="${second}"><bdi>${field.b ?? '–'}</bdi></td></tr>`,
    )
  }
  return html`<table class="figures conditions"><thead><tr><th scope="col">Area</th><th scope="col" class="text">Field</th><th scope="col" class="text">${first}</th><th scope="col" class="text">${second}</th></tr></thead><tbody>${conditions.map(row)}</tbody></table>`
}
