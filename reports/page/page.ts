import { colourDeclarations, fontStack } from '../theme.ts'
import { html, type Markup, raw } from './html.ts'

export interface PageParts {
  readonly title: string
  readonly body: Markup
  /** Style sheet and client script; inlined, and the only ones the policy admits. */
  readonly css: string
  readonly script: string
  /** Base64 SHA-256 of a text. */
  readonly sha256: (text: string) => string
  /** The local page over the store shows it: it may send forms to its server and ask it for more, and nobody else. Else it is a file. */
  readonly isServed?: boolean
}

/**
 * The document around a report: one file, no network. The policy admits exactly this style sheet and this script by hash, so nothing that
 * a server put into the page could run even if it got through the escaping.
 */
export function page({ title, body, css, script, sha256, isServed = false }: PageParts): string {
  const style = `${colourCss()}${css}`
  const safeScript = script
    .replaceAll('\r', '')
    .replace(/<\/(script)/gi, '<\\/$1')
    .replaceAll('<!--', '<\\!--')
  const policy = `default-src 'none'; script-src 'sha256-${sha256(safeScript)}'; style-src 'sha256-${sha256(style)}'; img-src data:; base-uri 'none'; ${isServed ? "form-action 'self'; connect-src 'self'" : "form-action 'none'"}`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="${isServed ? 'same-origin' : 'no-referrer'}">
${isServed && html`<link rel="icon" href="data:,">`}<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
${body}
<script>${raw(safeScript)}</script>
</body>
</html>
`.markup
}

/** The theme as variables; paper is always light. */
function colourCss(): string {
  const light = `:root{${colourDeclarations('light')};--font:${fontStack}}`
  return `${light}@media screen and (prefers-color-scheme:dark){:root{${colourDeclarations('dark')}}}`
}
