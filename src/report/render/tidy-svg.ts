/**
 * Makes Vega's SVG small and fit for a page under a strict policy: no fonts or hidden parts, one decimal, dots as circles with their
 * shared attributes on their group, ids that are unique in the page, colours as CSS variables. Only markup that Vega wrote comes in;
 * what it draws stays the same.
 */
import { withVariables } from '../../../reports/theme.ts'

/** Tidied SVG whose ids begin with `prefix`; `label` names it for screen readers (escaped already). */
export function tidySvg(svg: string, prefix: string, label: string): string {
  const parts = [
    dropHidden,
    shortenNumbers,
    dotsAsCircles,
    hoistShared,
    (text: string) => uniqueIds(text, prefix),
    withVariables,
  ]
  const body = parts.reduce((text, part) => part(text), svg)
  return body.replace(/^<svg[^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>/, (_, width, height) => {
    return `<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`
  })
}

const dropHidden = (svg: string) =>
  svg
    .replace(/<rect width="[\d.]+" height="[\d.]+" fill="[^"]*"\/>/, '')
    .replace(/<path class="(?:background|foreground)"[^>]*d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '')
    .replace(/<path class="background"(?![^>]*(?:fill|stroke)="#)[^>]*\/>/g, '')
    .replace(/<text[^>]* opacity="0"[^>]*>[^<]*<\/text>/g, '')
    .replace(/<text[^>]*\/>/g, '')
    .replace(/<(?:path|line)(?=[^>]* opacity="0")[^>]*\/>/g, '')
    .replace(/ (?:aria-hidden|aria-roledescription|role|pointer-events|font-family)="[^"]*"/g, '')
    .replace(/ opacity="1"/g, '')
    .replace(/ class="[^"]*"/g, '')

const shortenNumbers = (svg: string) =>
  svg.replace(/ (transform|d|x|y|x1|y1|x2|y2|cx|cy|r|width|height)="([^"]*)"/g, (_, name: string, value: string) => {
    return ` ${name}="${value.replace(/-?\d+\.\d+(?:e-?\d+)?/g, shorter)}"`
  })

const shorter = (number: string) => String(Number(Number(number).toFixed(1)) + 0)

/** A circle symbol is a moved path of two arcs; as `<circle>` it takes a third of the bytes. */
const dotsAsCircles = (svg: string) =>
  svg.replace(
    /<path transform="translate\(([-\d.]+),([-\d.]+)\)" d="M([\d.]+),0A[^"]*"([^>]*)\/>/g,
    '<circle cx="$1" cy="$2" r="$3"$4/>',
  )

/** Attributes that all children of a group share move to the group. */
const hoistShared = (svg: string) =>
  svg.replace(/<g>((?:<(circle|line|path|text)[^>]*(?:\/>|>[^<]*<\/text>)){2,})<\/g>/g, (whole, children: string) => {
    const tags = children.match(/<(?:circle|line|path|text)[^>]*>/g) ?? []
    const lists = tags.map(attributesOf)
    const shared = (lists[0] ?? []).filter(
      (attribute) => hoistable.test(attribute) && lists.every((list) => list.includes(attribute)),
    )
    if (shared.length === 0) return whole
    const slim = shared.reduce((text, attribute) => text.replaceAll(attribute, ''), children)
    return `<g${shared.join('')}>${slim}</g>`
  })

const attributesOf = (tag: string): readonly string[] => tag.match(/ [a-z-]+="[^"]*"/g) ?? []
const hoistable =
  /^ (?:fill|stroke|stroke-width|stroke-dasharray|stroke-opacity|fill-opacity|opacity|text-anchor|font-size|font-weight|stroke-linecap|stroke-linejoin)=/

/** Vega counts ids on from drawing to drawing; here each drawing begins at 1, so that the same chart is the same text. */
function uniqueIds(svg: string, prefix: string): string {
  const names = new Map<string, string>()
  const rename = (id: string) => {
    const name = names.get(id) ?? `${prefix}-${names.size + 1}`
    names.set(id, name)
    return name
  }
  return svg
    .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${rename(id)})`)
    .replace(/id="([^"]+)"/g, (_, id: string) => `id="${rename(id)}"`)
}
