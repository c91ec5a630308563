import type { SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import { pointTable } from '../sweep/point-table.ts'
import { html, type Markup } from './html.ts'
import { brand, readableDate, tileRow } from './masthead.ts'
import { chartSections, type FigureSection, rerunBlock } from './run-page.ts'
import { definitionList, factCards } from './tables.ts'
import { glossaryOf } from './term.ts'

/** The body of the report of runs made together. */
export function sweepPage(model: SweepReportModel, sections: readonly FigureSection[], bar?: Markup): Markup {
  const glossary = glossaryOf(model.definitions)
  const [finding, ...others] = model.sentences
  const { kind, url } = model.target
  const where =
    kind === 'engine' ? html` on the bundled engine` : url !== 'unknown' && html` on <span class="url">${url}</span>`
  return html`
<a class="skip" href="#main">Skip to the figures</a>${bar}
${brand(`${model.kind} report`, model.sweepId)}
<main id="main">
<section class="lead" aria-labelledby="title">
<h1 id="title"><bdi>${model.name}</bdi></h1>
<p class="sub"><bdi>${model.target.model}</bdi>${where} · <time datetime="${model.startedAt}">${readableDate(model.startedAt)}</time></p>
<div class="sentences"><p>${finding}</p><p>${others.join(' ')}</p></div>
<details class="rules"><summary>How this summary is made</summary><ul>${model.rules.map((rule) => html`<li>${rule}</li>`)}</ul></details>
</section>
${tileRow(model.tiles, glossary)}
${chartSections(sections)}
<h2 id="points">All runs</h2>
<section class="card" aria-labelledby="points">${pointTable(model.points, glossary)}</section>
<h2 id="conditions">Conditions</h2>
${rerunBlock(model.rerun)}
${factCards(model.facts)}
${model.workloadText !== null && html`<details class="card"><summary>Workload file as it was run</summary><pre tabindex="0"><code>${model.workloadText}</code></pre></details>`}
<details class="card definitions-card"><summary>Definitions of all metrics</summary>${definitionList(model.definitions)}<p class="foot">Percentiles are Hyndman-Fan type 7 over raw values.</p></details>
</main>
<footer>Made by infbench ${model.infbenchVersion}. This file is complete by itself and loads nothing from the network.</footer>`
}
