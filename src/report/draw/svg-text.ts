/** Parts of SVG as text: coordinates with one decimal, attributes without those that say nothing. */
import { visibleText } from '../../core/text/visible-text.ts'

export type Attributes = Readonly<Record<string, string | number | null | undefined>>

/** A coordinate: one decimal at most, no `-0`. */
export const coordinate = (value: number): string => String(Math.round(value * 10) / 10 + 0)

/** For element content and quoted attributes; control characters, which XML forbids, are shown. */
export const escapeSvg = (text: string) =>
  visibleText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** ` name="value"` for each; absent, null and empty ones are left out. Numbers become coordinates, strings are escaped. */
export function attributes(values: Attributes): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? coordinate(value) : escapeSvg(String(value))}"`)
    .join('')
}

/** Children under attributes they share; nothing where there are none. */
export const group = (values: Attributes, children: string) =>
  children === '' ? '' : `<g${attributes(values)}>${children}</g>`

const anchors: Readonly<Record<string, string>> = { left: 'start', right: 'end', center: 'middle' }

/** SVG's word for an alignment. */
export const anchorOf = (align: string) => anchors[align] ?? 'middle'

/** How far below the point the line of writing is, in font sizes, so that the text stands as the baseline asks. */
const drops: Readonly<Record<string, number>> = { top: 0.79, middle: 0.3, bottom: -0.21, alphabetic: 0 }

export const dropOf = (baseline: string, fontSize: number) => (drops[baseline] ?? 0) * fontSize
