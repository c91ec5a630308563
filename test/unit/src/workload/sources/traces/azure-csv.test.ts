import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pairSummary } from '../../../../../../scripts/fit/pair-summary.ts'
import { readAzureCsv } from '../../../../../../src/workload/sources/traces/azure-csv.ts'

const header = 'TIMESTAMP,ContextTokens,GeneratedTokens'

test('CRLF lines, seven-digit fractions and a last line without an end are read exactly', () => {
  const text = `${header}\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109\r\n2023-11-17 00:00:00.0000001,1,2`
  expect(readAzureCsv(text, 'a.csv')).toEqual([
    { inputTokens: 374, outputTokens: 44, timestampNs: 0 },
    { inputTokens: 396, outputTokens: 109, timestampNs: 4_314_579_000 },
    { inputTokens: 1, outputTokens: 2, timestampNs: 20_653_319_410_100 },
  ])
})

test('LF lines, empty lines, a T and a zone of zero are read as well', () => {
  const text = `\n${header}\n\n2023-11-16T18:15:46Z,1,2\n2023-11-16T18:15:46.5+00:00,3,4\n\n`
  expect(readAzureCsv(text, 'a.csv').map(({ timestampNs }) => timestampNs)).toEqual([0, 0.5e9])
})

const row = '2023-11-16 18:15:46.6805900,374,44'
test.each([
  ['nothing', '', 'a.csv:1: expected the header TIMESTAMP,ContextTokens,GeneratedTokens, got nothing'],
  [
    'another header',
    'time,in,out\n',
    'a.csv:1: expected the header TIMESTAMP,ContextTokens,GeneratedTokens, got time,in,out',
  ],
  ['no header', `${row}\n`, `a.csv:1: expected the header TIMESTAMP,ContextTokens,GeneratedTokens, got ${row}`],
  [
    'a missing column',
    `${header}\n${row}\n2023-11-16 18:15:47,5\n`,
    'a.csv:3: expected a time and two token counts, got 2023-11-16 18:15:47,5',
  ],
  [
    'a fraction of a token',
    `${header}\r\n2023-11-16 18:15:47,5.5,1\r\n`,
    'a.csv:2: expected a time and two token counts, got 2023-11-16 18:15:47,5.5,1',
  ],
  [
    'a negative count',
    `${header}\n2023-11-16 18:15:47,-5,1\n`,
    'a.csv:2: expected a time and two token counts, got 2023-11-16 18:15:47,-5,1',
  ],
  [
    'an absurd count',
    `${header}\n2023-11-16 18:15:47,5,12345678901\n`,
    'a.csv:2: expected a time and two token counts, got 2023-11-16 18:15:47,5,12345678901',
  ],
  [
    'a time of another form',
    `${header}\n11/16/2023 18:15,5,1\n`,
    'a.csv:2: expected a time such as 2023-11-16 18:15:46.6805900, got 11/16/2023 18:15',
  ],
  [
    'a time zone that is not UTC',
    `${header}\n2023-11-16 18:15:47+01:00,5,1\n`,
    'a.csv:2: expected a time such as 2023-11-16 18:15:46.6805900, got 2023-11-16 18:15:47+01:00',
  ],
  [
    'an hour that does not exist',
    `${header}\n2023-11-16 25:15:47,5,1\n`,
    'a.csv:2: expected a time such as 2023-11-16 18:15:46.6805900, got 2023-11-16 25:15:47',
  ],
  [
    'time that goes back',
    `${header}\n${row}\n2023-11-16 18:15:46.6805899,1,1\n`,
    'a.csv:3: expected times in order, got 2023-11-16 18:15:46.6805899, before the line above',
  ],
  [
    'a very long line',
    `${header}\n${'x'.repeat(500)}\n`,
    `a.csv:2: expected a time and two token counts, got ${'x'.repeat(77)}...`,
  ],
])('%s is refused with its line', (_, text, message) => {
  expect(() => readAzureCsv(text, 'a.csv')).toThrow(expect.objectContaining({ code: 'source.unreadable', message }))
})

// figures of ../shared/data/README.md
const published = [
  {
    file: 'AzureLLMInferenceTrace_code.csv',
    rows: 8819,
    input: [1469, 5188, 7436, 2048],
    output: [13, 55, 252, 28],
    span: 3436,
  },
  {
    file: 'AzureLLMInferenceTrace_conv.csv',
    rows: 19366,
    input: [1020, 2734, 4142, 1155],
    output: [129, 424, 601, 211],
    span: 3502,
  },
]

for (const { file, rows, input, output, span } of published) {
  const path = new URL(`../../../../../../../shared/data/traces/azure-llm-2023/${file}`, import.meta.url)
  test.skipIf(!existsSync(path))(`${file} has its published figures (needs ../shared/data/traces)`, () => {
    const read = readAzureCsv(readFileSync(path, 'utf8'), file)
    expect(read).toHaveLength(rows)
    const summary = pairSummary(read.map((row) => [row.inputTokens, row.outputTokens] as const))
    for (const [side, figures] of [
      ['input', input],
      ['output', output],
    ] as const) {
      const { p50, p90, p99, mean } = summary[side]
      const off = [p50, p90, p99, mean].map((value, i) => Math.abs(value - (figures[i] as number)))
      expect(Math.max(...off), side).toBeLessThanOrEqual(0.6) // the published figures are rounded
    }
    expect(Math.round((read.at(-1)?.timestampNs ?? 0) / 1e9)).toBe(span)
  })
}
