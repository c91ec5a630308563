import { visibleText } from './visible-text.ts'

/**
 * Text to GitHub's Markdown. Strings of servers, models and workloads pass `plain`, after which nothing of them is markup: no HTML, no
 * link, no emphasis, no cell of a table, no line of their own; nobody is called by an @ and no issue by a #, which a blank of no width parts.
 */
export const plain = (text: string): string =>
  visibleText(text)
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] as string)
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/(?<!\w)[@#](?=\w)/g, '$&\u200b')

/** A command or a code as it is written, fenced by more backticks than it holds. */
export function code(text: string): string {
  const shown = visibleText(text).replace(/\s+/g, ' ').replaceAll('|', '\\|')
  const fence = '`'.repeat(longestRun(shown) + 1)
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** Lines as they are written, in a block. */
export function codeBlock(text: string, language = ''): string {
  const shown = text.split(/\r?\n/).map(visibleText).join('\n')
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return `${fence}${language}\n${shown.replace(/\n$/, '')}\n${fence}`
}

const longestRun = (text: string) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))

/** A table; cells are Markdown already. The first column is text, the others are numbers unless `text` names them. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  text: readonly number[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, i) => (i === 0 || text.includes(i) ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** What is opened by a click, for what not everybody wants to read. */
export const folded = (summary: string, body: string): string =>
  `<details><summary>${plain(summary)}</summary>\n\n${body}\n\n</details>`

/** Paragraphs under each other, without those that are empty. */
export const paragraphs = (parts: readonly (string | false)[]): string =>
  `${parts.filter((part) => part !== false && part !== '').join('\n\n')}\n`
