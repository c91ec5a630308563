import type { LiveModel } from '../../src/report/served/live-model.ts'
import { html, type Markup } from '../page/html.ts'
import { latencyTable } from '../page/latency-table.ts'
import { brand, tileRow } from '../page/masthead.ts'
import { chartSections, type FigureSection } from '../page/run-page.ts'
import { glossaryOf } from '../page/term.ts'

/** The body of a run in progress; its script takes what changes from the stream. Without one the page loads itself again. */
export function livePage(live: LiveModel, sections: readonly FigureSection[], bar: Markup): Markup {
  const { runId, name, target } = live.report
  const where = target.kind === 'engine' ? 'the bundled engine' : target.url
  return html`
<noscript><meta http-equiv="refresh" content="5"></noscript>
<a class="skip" href="#main">Skip to the figures</a>${bar}
${brand('run in progress', runId)}
<main id="main" data-live="/runs/${encodeURIComponent(runId)}/live">
<section class="lead" aria-labelledby="title"><h1 id="title"><bdi>${name}</bdi></h1><p class="sub"><bdi>${target.model}</bdi> on <bdi>${where}</bdi></p></section>
<div id="live">${livePart(live, sections)}</div>
</main>
<footer>Figures of what was answered up to now. They are no result: the run is judged when it has ended.</footer>`
}

/** What changes while the run goes on. */
export function livePart({ report, progress }: LiveModel, sections: readonly FigureSection[]): Markup {
  const glossary = glossaryOf(report.definitions)
  return html`
<p class="strip running"><span class="pulse" aria-hidden="true"></span> ${progress}</p>
${tileRow(report.tiles, glossary)}
<section class="card" aria-labelledby="latency-heading"><h2 id="latency-heading">Distributions so far</h2>${latencyTable(report.latency, glossary)}</section>
${chartSections(sections)}`
}
