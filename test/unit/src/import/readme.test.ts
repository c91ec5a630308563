import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importFormats } from '../../../../src/import/detect-format.ts'
import { hasSamples } from '../../../helpers/import-samples.ts'
import { importTable } from '../../../helpers/import-table.ts'

const path = join(import.meta.dirname, '../../../../src/import/README.md')
const marks = /(<!-- formats:start -->\n)[\s\S]*(<!-- formats:end -->)/
const head = '| format | tool | recorded result | translated | absent |\n|---|---|---|---|---|'

test.skipIf(!hasSamples)(
  'the table of formats says what their recorded results hold (needs ../shared/data/results)',
  () => {
    const page = readFileSync(path, 'utf8')
    const table = `${head}\n${importTable().join('\n')}\n`
    const expected = page.replace(marks, (_all, start: string, end: string) => `${start}${table}${end}`)
    if (process.env['INFBENCH_GOLDENS'] === '1') writeFileSync(path, expected)
    else expect(page).toBe(expected)
  },
)

test('the table has a row for every format and for no other', () => {
  const rows = [...readFileSync(path, 'utf8').matchAll(/^\| `([a-z\d-]+)` \|/gm)].map(([, name]) => name)
  expect(rows).toEqual(importFormats.map(({ name }) => name))
})
