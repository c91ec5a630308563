import { visibleText } from '../../src/core/text/visible-text.ts'

/**
 * Text to HTML. Every value put into a template is escaped unless it is `Markup` made here, so that no string of a server, a
 * model or a workload can become markup. Control characters, which HTML forbids, are shown as U+FFFD; bidirectional overrides, which
 * could make a line read as another, are shown by their code.
 */
export interface Markup {
  readonly markup: string
}

type Value = string | number | null | undefined | false | Markup | readonly Value[]

/** Tagged template: escapes all values; null, undefined and false leave nothing behind. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.reduce((text, part, index) => text + valueText(values[index - 1]) + part) }
}

/** Trusted text that is markup already: CSS, scripts and SVG of our own making. */
export const raw = (markup: string): Markup => ({ markup })

/** Escaped for element content and quoted attributes alike. */
export function escapeText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => entities[character] as string)
}

/** JSON for a `<script type="application/json">`: no `<`, so that it cannot end its element. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function valueText(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(valueText).join('')
}
