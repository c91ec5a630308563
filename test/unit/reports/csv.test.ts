import { expect, test } from 'vitest'
import { csvOf } from '../../../reports/csv.ts'

const columns = [
  { field: 'kind', label: 'Kind', unit: null },
  { field: 'ms', label: 'Latency', unit: 'ms' },
]

test('fields are quoted where they must be and unknown is empty', () => {
  const rows = [
    { kind: 'a,"b"\n', ms: 1.5 },
    { kind: 'plain', ms: null },
  ]
  expect(csvOf(columns, rows)).toBe('kind,ms\r\n"a,""b""\n",1.5\r\nplain,\r\n')
})

test('text that a spreadsheet would run as a formula is disarmed', () => {
  expect(csvOf(columns, [{ kind: '=HYPERLINK("x")', ms: -1 }])).toBe('kind,ms\r\n"\'=HYPERLINK(""x"")",-1\r\n')
})
