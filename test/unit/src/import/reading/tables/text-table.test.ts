import { expect, test } from 'vitest'
import { csvTable, markdownTable } from '../../../../../../src/import/reading/tables/text-table.ts'

test('a quoted cell holds commas, quotes and line ends; lines are counted as the file has them', () => {
  const { rows, oddLine } = csvTable('a,b\r\n"x, ""y""\nz",1\r\n,2\r\n')
  expect(rows).toEqual([
    { line: 2, cells: { a: 'x, "y"\nz', b: '1' } },
    { line: 4, cells: { a: '', b: '2' } },
  ])
  expect(oddLine).toBeNull()
})

test('a row of another length and a quote that never ends are told by their line', () => {
  expect(csvTable('a,b\n1,2\n3\n').oddLine).toBe(3)
  expect(csvTable('a,b\n1,2\n"3').oddLine).toBe(3)
  expect(csvTable('')).toEqual({ rows: [], oddLine: null })
})

test('the first table with these columns is read, other lines and tables are not', () => {
  const text = 'title\n| x |\n|---|\n| 0 |\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\nbuild: 5\n'
  expect(markdownTable(text, 'a', 'b')).toEqual({ rows: [{ line: 8, cells: { a: '1', b: '2' } }], oddLine: null })
  expect(markdownTable(text, 'c').rows).toEqual([])
  expect(markdownTable('| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |', 'a', 'b').oddLine).toBe(4)
})
