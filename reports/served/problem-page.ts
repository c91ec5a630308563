import { html, type Markup } from '../page/html.ts'
import { brand } from '../page/masthead.ts'

/** A page that could not be made says why, and what to do. */
export function problemPage(status: number, message: string, hint: string | null): Markup {
  return html`
${brand('all runs', '')}
<main id="main"><section class="lead"><h1>${titles[status] ?? 'This went wrong'}</h1><div class="sentences"><p>${message}</p>${hint !== null && html`<p>→ ${hint}</p>`}</div></section>${status !== 403 && html`<p><a href="/">All runs</a></p>`}</main>`
}

const titles: Readonly<Record<number, string>> = {
  400: 'This cannot be done',
  403: 'This page is closed to you',
  404: 'Nothing is here',
}
