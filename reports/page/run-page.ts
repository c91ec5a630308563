import type { ReportModel } from '../../src/report/report-model.ts'
import { html, type Markup } from './html.ts'
import { latencyTable } from './latency-table.ts'
import { brand, masthead, tileRow } from './masthead.ts'
import { selectionBar } from '../selection/selection-bar.ts'
import { definitionList, factCards, failureTable, figureCards } from './tables.ts'
import { glossaryOf } from './term.ts'

/** Chart figures under one heading. */
export interface FigureSection {
  readonly title: string
  readonly figures: readonly Markup[]
}

/** The body of a run's report. */
export function runPage(model: ReportModel, sections: readonly FigureSection[], bar?: Markup): Markup {
  const glossary = glossaryOf(model.definitions)
  return html`
<a class="skip" href="#main">Skip to the figures</a>${bar}
${brand('run report', model.runId)}
<main id="main">
${masthead(model)}
${rerunBlock(model.rerun)}
${tileRow(model.tiles, glossary)}
<section class="card" aria-labelledby="latency-heading"><h2 id="latency-heading">Distributions</h2>${latencyTable(model.latency, glossary)}</section>
${figureCards(model.figures, glossary)}
${selectionBar(model)}
${chartSections(sections)}
${failureSection(model)}
<h2 id="conditions">Conditions</h2>
${factCards(model.facts)}
${model.workloadText !== null && html`<details class="card"><summary>Workload file as it was run</summary><pre tabindex="0"><code>${model.workloadText}</code></pre></details>`}
<details class="card definitions-card"><summary>Definitions of all metrics</summary>${definitionList(model.definitions)}<p class="foot">Percentiles are Hyndman-Fan type 7 over raw values. Times are monotonic nanoseconds of one clock.</p></details>
</main>
<footer>Made by infbench ${model.infbenchVersion}. This file is complete by itself and loads nothing from the network.</footer>`
}

/** Left out where nothing failed at all: the chart of failures says so already. */
function failureSection({ failures, charts }: ReportModel): Markup | false {
  if (failures.length === 0 && charts.errors.rows.length === 0) return false
  return html`<section class="card" aria-labelledby="failures-heading"><h2 id="failures-heading">Failures</h2>${failureTable(failures)}</section>`
}

/** Headings with their charts. */
export function chartSections(sections: readonly FigureSection[]): Markup {
  return html`${sections.map(
    ({ title, figures }) =>
      html`<h2 id="section-${title.toLowerCase().replace(/\W+/g, '-')}">${title}</h2><div class="charts">${figures}</div>`,
  )}`
}

/** The exact command, with a button to copy it where a script runs. */
export function rerunBlock(command: string): Markup {
  return html`<div class="rerun"><span class="muted">Run it again</span><pre tabindex="0"><code id="rerun">${command}</code></pre><button type="button" data-copy="rerun" hidden>Copy</button></div>`
}
