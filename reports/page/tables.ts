import type { Definition, FactGroup, FailureLine, FigureGroup } from '../../src/report/report-model.ts'
import { formatCount, formatShare } from '../format-number.ts'
import { html, type Markup } from './html.ts'
import { capital, type Glossary, term } from './term.ts'

/** Cards of single numbers. */
export function figureCards(groups: readonly FigureGroup[], glossary: Glossary): Markup {
  const card = (group: FigureGroup) =>
    html`<section class="card"><h3>${group.title}</h3><dl class="pairs">${group.lines.map(
      (line) =>
        html`<div><dt>${term(glossary, line.metric, line.label, 'figure')}</dt><dd>${line.value}${line.note !== null && html`<span class="muted"> ${line.note}</span>`}</dd></div>`,
    )}</dl></section>`
  return html`<div class="cards">${groups.map(card)}</div>`
}

/** Cards of facts about target, workload and machine; values come from servers and files. */
export function factCards(groups: readonly FactGroup[]): Markup {
  const card = (group: FactGroup) =>
    html`<section class="card"><h3>${group.title}</h3><dl class="pairs facts">${group.lines.map(
      (line) => html`<div><dt>${line.label}</dt><dd><bdi>${line.value}</bdi></dd></div>`,
    )}</dl></section>`
  return html`<div class="cards wide">${groups.map(card)}</div>`
}

/** Failures of the measured phase by kind, with an example each. */
export function failureTable(failures: readonly FailureLine[]): Markup {
  if (failures.length === 0) return html`<p class="empty">No measured request failed.</p>`
  const row = (line: FailureLine) =>
    html`<tr><th scope="row">${line.kind}${line.status !== null && ` ${line.status}`}<span class="muted"> ${line.sentence}</span></th><td data-label="requests">${formatCount(line.count)}</td><td data-label="share">${formatShare(line.share)}</td><td data-label="example" class="text"><bdi>${line.example}</bdi></td></tr>`
  return html`<table class="figures failures"><thead><tr><th scope="col">Kind</th><th scope="col">Requests</th><th scope="col">Share</th><th scope="col" class="text">Example</th></tr></thead><tbody>${failures.map(row)}</tbody></table>`
}

/** Every metric shown, with its formula and where it comes from. */
export function definitionList(definitions: readonly Definition[]): Markup {
  const entry = (line: Definition) =>
    html`<div><dt>${line.label} <span class="muted">${line.unit}, ${line.better} is better</span></dt><dd>${capital(line.meaning)}. <code>${line.formula}</code>${line.source !== 'infbench' && html` <span class="muted">Source: ${line.source}.</span>`}</dd></div>`
  return html`<dl class="definitions">${definitions.map(entry)}</dl>`
}
