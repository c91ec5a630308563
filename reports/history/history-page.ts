import type { History, HistoryRun, HistorySeries } from '../../src/report/history/history.ts'
import { formatChange, formatNumber } from '../format-number.ts'
import { html, type Markup } from '../page/html.ts'
import { brand, readableDate } from '../page/masthead.ts'
import { chartSections, type FigureSection } from '../page/run-page.ts'

interface HistoryParts {
  readonly title: string
  readonly sections: readonly FigureSection[]
  /** What each series says. */
  readonly sentences: readonly (readonly string[])[]
}

/** The body of a history: what changed and when, a chart and a table for each line. */
export function historyPage(history: History, { title, sections, sentences }: HistoryParts): Markup {
  const { unit, better, series } = history
  return html`
<a class="skip" href="#main">Skip to the figures</a>
${brand('history', '')}
<main id="main">
<section class="lead" aria-labelledby="title">
<h1 id="title"><bdi>${title}</bdi></h1>
<p class="sub">${unit === 'share' ? 'a share' : unit}, ${better} is better · ${series.length === 1 ? 'one line' : `${series.length} lines, for their workloads, data or models differ`}</p>
<div class="sentences">${sentences.map((lines, i) => html`<p>${series.length > 1 && html`<b><bdi>${series[i]?.name ?? ''}</bdi></b>: `}${lines.join(' ')}</p>`)}</div>
</section>
${chartSections(sections)}
<h2 id="runs">All runs</h2>
${series.map((one, i) => runCard(history, one, i))}
</main>
<footer>Made by infbench. This file is complete by itself and loads nothing from the network.</footer>`
}

function runCard(history: History, series: HistorySeries, place: number): Markup {
  const rows = series.runs.map((run, i) => runRow(series, run, i))
  return html`<section class="card spaced" aria-labelledby="runs-${place + 1}"><h3 id="runs-${place + 1}"><bdi>${series.name}</bdi> <span class="muted"><bdi>${series.model}</bdi></span></h3>
<table class="figures history"><thead><tr><th scope="col">Run</th><th scope="col" class="text">Started</th><th scope="col" class="text">Commit</th><th scope="col">${history.label}, ${history.unit}</th><th scope="col" class="text">Stamp</th><th scope="col" class="text">Here</th></tr></thead><tbody>${rows}</tbody></table></section>`
}

function runRow({ changes, breaks }: HistorySeries, run: HistoryRun, at: number): Markup {
  const change = changes.find((one) => one.at === at)
  const broken = breaks.filter((one) => one.at === at)
  const here = [
    ...(change === undefined ? [] : [`change ${formatChange(change.relative)}, p ${Number(change.p.toFixed(3))}`]),
    ...broken.map(({ kind, fields }) => `${kind}: ${fields.join('; ') || 'another'}`),
  ]
  return html`<tr><th scope="row">${run.runId}</th><td class="text" data-label="started">${readableDate(run.startedAt)}</td><td class="text" data-label="commit"><bdi>${run.gitCommit?.slice(0, 9) ?? '–'}</bdi></td><td data-label="value">${formatNumber(run.value)}</td><td class="text" data-label=""><span class="stamp-word ${run.status}">${run.status}</span></td><td class="text" data-label="here">${here.join('; ')}</td></tr>`
}
