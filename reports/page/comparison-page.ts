import type { ComparedRun, Comparison, ConditionDifference } from '../../src/report/comparison/comparison.ts'
import type { Definition } from '../../src/report/report-model.ts'
import { formatCount } from '../format-number.ts'
import { changeTable } from './change-table.ts'
import { html, type Markup } from './html.ts'
import { brand, readableDate, validityStrip } from './masthead.ts'
import { chartSections, type FigureSection } from './run-page.ts'
import { definitionList } from './tables.ts'
import { glossaryOf } from './term.ts'

/** The body of a comparison: what differs in the conditions comes before any figure. */
export function comparisonPage(
  comparison: Comparison,
  sections: readonly FigureSection[],
  definitions: readonly Definition[],
  bar?: Markup,
): Markup {
  const { a, b, statement, cautions } = comparison
  return html`
<a class="skip" href="#main">Skip to the comparison</a>${bar}
${brand('comparison', '')}
<main id="main">
<section class="lead" aria-labelledby="title">
<h1 id="title"><bdi>${a.name}</bdi> <span class="muted">and</span> <bdi>${b.name}</bdi></h1>
<p class="sub">A is the reference; changes are those of B against A.</p>
<div class="sentences"><p>${statement}</p>${cautions.map((caution) => html`<p class="caution">${caution}</p>`)}</div>
</section>
<div class="cards wide">${runCard('A', a)}${runCard('B', b)}</div>
<section class="card spaced" aria-labelledby="conditions"><h2 id="conditions">What differs</h2>${conditionTable(comparison.conditions)}</section>
<section class="card spaced" aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>${changeTable(comparison.metrics, glossaryOf(definitions))}</section>
${chartSections(sections)}
<details class="card definitions-card"><summary>Definitions of all metrics</summary>${definitionList(definitions)}</details>
</main>
<footer>Made by infbench. This file is complete by itself and loads nothing from the network.</footer>`
}

function runCard(side: 'A' | 'B', run: ComparedRun): Markup {
  const { sent, completed, failed } = run.requests
  const pairs: readonly (readonly [string, string])[] = [
    ['Run', run.runId],
    ['Started', readableDate(run.startedAt)],
    ['Model', run.model],
    ['Target', run.kind === 'engine' ? 'bundled engine' : run.url],
    ['Requests', `${formatCount(sent)} sent, ${formatCount(completed)} completed, ${formatCount(failed)} failed`],
  ]
  const lines = pairs.map(([label, value]) => html`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>`)
  return html`<section class="card side-${side.toLowerCase()}"><h2><span class="side">${side}</span> <bdi>${run.name}</bdi></h2><dl class="pairs facts">${lines}</dl>${validityStrip(run, `Validity of ${side}`)}</section>`
}

function conditionTable(conditions: readonly ConditionDifference[]): Markup {
  const row = ({ area, same, fields }: ConditionDifference) => {
    if (fields.length === 0)
      return html`<tr><th scope="row">${area}</th><td class="text muted" colspan="3">${same ? 'the same' : 'differs'}</td></tr>`
    return fields.map(
      (field, index) =>
        html`<tr><th scope="row">${index === 0 ? area : html`<span class="hidden">${area}</span>`}</th><td class="text" data-label="field">${field.field}</td><td class="text" data-label="A"><bdi>${field.a ?? '–'}</bdi></td><td class="text" data-label="B"><bdi>${field.b ?? '–'}</bdi></td></tr>`,
    )
  }
  return html`<table class="figures conditions"><thead><tr><th scope="col">Area</th><th scope="col" class="text">Field</th><th scope="col" class="text">A</th><th scope="col" class="text">B</th></tr></thead><tbody>${conditions.map(row)}</tbody></table>`
}
