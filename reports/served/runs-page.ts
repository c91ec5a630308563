import { type RunLine, type RunsFilter, type RunsModel, runStates } from '../../src/report/served/runs-model.ts'
import { formatCount, formatCounted, formatNumber, formatShare } from '../format-number.ts'
import { html, type Markup } from '../page/html.ts'
import { brand, readableDate } from '../page/masthead.ts'

/** The body of the list: filter, runs to look at or to tick and compare, groups of runs. */
export function runsPage(model: RunsModel): Markup {
  return html`
<a class="skip" href="#main">Skip to the runs</a>
${brand('all runs', model.database)}
<main id="main">
<section class="lead"><h1>Runs</h1></section>
${filterForm(model)}
<div id="runs">${runList(model)}</div>
${model.groups.length > 0 && groupCard(model)}
</main>
<footer>infbench on this machine alone. Times are medians in ms.</footer>`
}

function filterForm({ filter, projects, tags }: RunsModel): Markup {
  return html`<form class="filter" method="get" action="/" role="search" aria-label="Filter runs">
<label>Words <input type="search" name="words" value="${filter.words}" placeholder="name, model, address, label"></label>
${choice('State', 'state', runStates, filter.state)}${choice('Project', 'project', projects, filter.project)}${choice('Tag', 'tag', tags, filter.tag)}
<button>Filter</button></form>`
}

/** One of some values or any; nothing where there are none. */
function choice(
  label: string,
  name: keyof RunsFilter,
  values: readonly string[],
  chosen: string | null,
): Markup | false {
  const option = (value: string) =>
    html`<option value="${value}"${value === chosen && html` selected`}>${value}</option>`
  return (
    values.length > 0 &&
    html`<label>${label} <select name="${name}"><option value="">any</option>${values.map(option)}</select></label>`
  )
}

function runList({ runs, matching, stored, filter }: RunsModel): Markup {
  if (stored === 0)
    return html`<p class="empty card">No run is stored yet. <code>infbench run FILE</code> makes one.</p>`
  if (runs.length === 0)
    return html`<p class="empty card">None of ${formatCounted(stored, 'run')} fits the filter. <a href="/">Show all</a></p>`
  const isFiltered = filter.words !== '' || filter.state !== null || filter.project !== null || filter.tag !== null
  const shown =
    runs.length < matching
      ? `the newest ${formatCount(runs.length)} of ${formatCounted(matching, 'run')}`
      : formatCounted(matching, 'run')
  return html`<form class="card" id="compare" method="get" action="/compare">
<div class="list-head"><p class="muted" role="status">${shown}${isFiltered && ` of ${formatCount(stored)}`}</p><button data-compare>Compare what is ticked</button></div>
<table class="figures runs"><thead><tr><th scope="col"><span class="hidden">Tick to compare</span></th><th scope="col" class="text">Run</th><th scope="col" class="text">Target</th><th scope="col" class="text">State</th><th scope="col">Requests</th><th scope="col">TTFT</th><th scope="col">TPOT</th><th scope="col">tok/s</th><th scope="col">met SLOs</th></tr></thead><tbody>${runs.map(runRow)}</tbody></table>
</form>`
}

function runRow(run: RunLine): Markup {
  const href = `/runs/${encodeURIComponent(run.runId)}`
  const tags = run.tags.map(
    (tag) => html` <a class="tag" href="/?tag=${encodeURIComponent(tag)}"><bdi>${tag}</bdi></a>`,
  )
  const project =
    run.project !== null &&
    html` · <a class="project" href="/?project=${encodeURIComponent(run.project)}"><bdi>${run.project}</bdi></a>`
  const failed = run.failed > 0 && html` <span class="bad">${formatCount(run.failed)} failed</span>`
  return html`<tr${run.state === 'running' && html` class="running"`}><td class="tick"><input type="checkbox" name="run" value="${run.runId}" aria-label="Tick ${run.name}, ${run.runId}"></td><th scope="row"><a href="${href}"><bdi>${run.name}</bdi></a>${tags}<span class="sub">${run.runId} · <time datetime="${run.startedAt}">${readableDate(run.startedAt)}</time>${project}</span></th><td class="text" data-label="target"><bdi>${run.model}</bdi><span class="sub">${run.url ?? 'bundled engine'}</span></td><td class="text" data-label="state"><span class="state ${run.state ?? ''}">${run.state ?? 'no summary'}</span></td><td data-label="requests">${formatCount(run.requests)}${failed}</td><td data-label="TTFT">${formatNumber(run.ttftMs)}</td><td data-label="TPOT">${formatNumber(run.tpotMs)}</td><td data-label="tok/s">${formatNumber(run.outputTokensPerS)}</td><td data-label="met SLOs">${formatShare(run.attainment)}</td></tr>`
}

function groupCard({ groups }: RunsModel): Markup {
  const rows = groups.map(
    ({ groupId, name, kind, startedAt, runs }) =>
      html`<tr><td class="tick"><input type="checkbox" form="compare" name="run" value="${groupId}" aria-label="Tick ${name}, ${groupId}"></td><th scope="row"><a href="/groups/${encodeURIComponent(groupId)}"><bdi>${name}</bdi></a><span class="sub">${groupId} · <time datetime="${startedAt}">${readableDate(startedAt)}</time></span></th><td class="text" data-label="kind">${kind}</td><td data-label="runs">${runs}</td></tr>`,
  )
  return html`<section class="card spaced" aria-labelledby="groups"><h2 id="groups">Runs made together</h2><table class="figures runs"><thead><tr><th scope="col"><span class="hidden">Tick to compare</span></th><th scope="col">Group</th><th scope="col" class="text">Kind</th><th scope="col">Runs</th></tr></thead><tbody>${rows}</tbody></table></section>`
}
