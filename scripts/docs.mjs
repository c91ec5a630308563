/*
 * Writes the generated parts of the pages between their marks: the README's glossary, from the table of metrics, and the
 * columns of exported tables.
 * `npm run docs`; a test holds them up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** `page` with everything between the marks of `part` replaced by `text`; throws where the marks are missing. */
export function fill(page, part, text) {
  const marked = new RegExp(`(<!-- ${part}:start -->\n)[\\s\\S]*?(<!-- ${part}:end -->)`)
  if (!marked.test(page)) throw new Error(`expected <!-- ${part}:start --> and <!-- ${part}:end -->, each on its line`)
  return page.replace(marked, (_all, start, end) => `${start}\n${text.trim()}\n\n${end}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const { glossary } = await import('../dist/src/metrics/glossary.js')
  const { columnsPage } = await import('../dist/src/export/tables/columns-page.js')
  const write = (page, part, text) =>
    writeFileSync(join(root, page), fill(readFileSync(join(root, page), 'utf8'), part, text))
  write('README.md', 'glossary', glossary())
  write('src/export/README.md', 'columns', columnsPage())
}
