import { expect, test } from 'vitest'
import { code, codeBlock, plain, table } from '../../../../../src/core/text/markdown.ts'

test.each([
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['a | b', 'a \\| b'],
  ['![x](http://e.org/p.png)', '!\\[x\\](http://e.org/p.png)'],
  ['two\nlines\u0000', 'two lines\ufffd'],
  ['@team #12 **bold** `code`', '@\u200bteam #\u200b12 \\*\\*bold\\*\\* \\`code\\`'],
  ['\u202eevil', '\\\\u202eevil'],
])('no markup of %j is left', (text, wanted) => {
  expect(plain(text)).toBe(wanted)
})

test('code is fenced by more backticks than it holds, and stays in its cell', () => {
  expect(code('a ``b`` | c')).toBe('```a ``b`` \\| c```')
  expect(code('`')).toBe('`` ` ``')
  expect(codeBlock('a\n```\nb\n', 'yaml')).toBe('````yaml\na\n```\nb\n````')
})

test('numbers stand right, what is text stands left', () => {
  expect(table(['Metric', 'Unit', 'n'], [['TTFT', 'ms', '3']], [1])).toBe(
    '| Metric | Unit | n |\n| --- | --- | ---: |\n| TTFT | ms | 3 |',
  )
})
