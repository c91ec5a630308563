import type { ServedFrame, ServedNote, ServedRun } from '../../src/report/served/served-frame.ts'
import { html, type Markup } from '../page/html.ts'
import { readableDate } from '../page/masthead.ts'

/** The bar above a served page: the way back to all runs and, for one run, its tags and notes as forms that work without a script. */
export function servedBar({ run }: ServedFrame): Markup {
  return html`<nav class="served" aria-label="All runs"><a href="/">All runs</a>${run !== null && labels(run)}</nav>`
}

function labels(run: ServedRun): Markup {
  const to = (what: string) => `/runs/${encodeURIComponent(run.runId)}/${what}`
  const tags = run.tags.map(
    (tag) =>
      html`<li><form method="post" action="${to('tags')}"><input type="hidden" name="remove" value="${tag}"><a class="tag" href="/?tag=${encodeURIComponent(tag)}"><bdi>${tag}</bdi></a> <button class="small" aria-label="Remove tag ${tag}">×</button></form></li>`,
  )
  return html`
<ul class="tags" aria-label="Tags">${tags}<li><form method="post" action="${to('tags')}"><input name="add" required maxlength="64" size="10" placeholder="new tag" aria-label="New tag"> <button class="small">Add</button></form></li></ul>
<details class="notes"${run.notes.length > 0 && html` open`}><summary>Notes (${run.notes.length})</summary><ul>${run.notes.map((note) => noteItem(note, to('notes')))}</ul><form method="post" action="${to('notes')}"><textarea name="add" required rows="2" maxlength="10000" aria-label="New note about this run"></textarea> <button class="small">Add note</button></form></details>`
}

function noteItem({ number, writtenAt, text }: ServedNote, action: string): Markup {
  return html`<li><form method="post" action="${action}"><input type="hidden" name="remove" value="${number}"><span class="sub"><time datetime="${writtenAt}">${readableDate(writtenAt)}</time> <button class="small" aria-label="Remove note ${number}">×</button></span><bdi class="note-text">${text}</bdi></form></li>`
}
