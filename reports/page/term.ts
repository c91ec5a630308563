import type { Definition } from '../../src/report/report-model.ts'
import { html, type Markup } from './html.ts'

export type Glossary = ReadonlyMap<string, Definition>

export const glossaryOf = (definitions: readonly Definition[]): Glossary =>
  new Map(definitions.map((entry) => [entry.metric, entry]))

/**
 * A metric's name with its formula one hover or focus away, without a script; the same words stand under Definitions for paper and touch.
 * `place` keeps ids apart where a metric is named more than once.
 */
export function term(glossary: Glossary, metric: string | null, label: string, place: string): Markup {
  const entry = metric === null ? undefined : glossary.get(metric)
  if (entry === undefined) return html`${label}`
  const id = `tip-${place}-${entry.metric}`
  return html`<span class="term" tabindex="0" aria-describedby="${id}">${label}<span class="tip" role="tooltip" id="${id}"><strong>${entry.label}</strong>${capital(entry.meaning)}.<code>${entry.formula}</code></span></span>`
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
