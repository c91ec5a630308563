import type { ServedFrame, ServedRun } from '../../src/report/served/served-frame.ts'
import { html, type Markup } from '../page/html.ts'

/** The bar above a served page: the way back to all runs and, for one run, its tags and note as forms that work without a script. */
export function servedBar({ run }: ServedFrame): Markup {
  return html`<nav class="served" aria-label="All runs"><a href="/">All runs</a>${run !== null && annotations(run)}</nav>`
}

function annotations(run: ServedRun): Markup {
  const action = `/runs/${encodeURIComponent(run.runId)}`
  const tags = run.tags.map(
    (tag) =>
      html`<li><form method="post" action="${action}/tags"><input type="hidden" name="remove" value="${tag}"><bdi>${tag}</bdi> <button aria-label="Remove tag ${tag}">×</button></form></li>`,
  )
  return html`
<ul class="tags" aria-label="Tags">${tags}<li><form method="post" action="${action}/tags"><input name="add" required maxlength="64" size="10" placeholder="tag" aria-label="New tag"> <button>Add tag</button></form></li></ul>
<details class="note"${run.note !== '' && html` open`}><summary>Note</summary><form method="post" action="${action}/note"><textarea name="note" rows="2" maxlength="10000" aria-label="Note about this run">${run.note}</textarea> <button>Keep note</button></form></details>`
}
