import { expect, test } from 'vitest'
import { seededRng } from '../../../../../../src/core/rng.ts'
import { detectFormat, traceSource } from '../../../../../../src/workload/sources/traces/trace-source.ts'

const csv = `TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:00:00,10,1
2023-11-16 18:00:01,20,2
2023-11-16 18:00:02,30,0
2023-11-16 18:00:03,40,4
`
const plan = { kind: 'trace', path: 'a.csv', format: 'azure-csv', skip: 0, take: null } as const

test('skip and take choose rows by their place', () => {
  const inputs = (skip: number, take: number | null) =>
    traceSource({ ...plan, skip, take }, csv).rows?.map((row) => row.inputTokens)
  expect(inputs(0, null)).toEqual([10, 20, 30, 40])
  expect(inputs(1, 2)).toEqual([20, 30])
  expect(inputs(3, 100)).toEqual([40])
})

test('a row of no tokens is asked for with one, and the run is told', () => {
  const source = traceSource(plan, csv)
  expect(source.rows?.[2]).toEqual({ inputTokens: 30, outputTokens: 1, timestampNs: 2e9 })
  expect(source.notes).toEqual(['a.csv: 1 rows had 0 tokens in or out and are asked for with 1'])
  expect(traceSource({ ...plan, take: 2 }, csv).notes).toEqual([])
})

test('the largest row is known', () => {
  expect(traceSource(plan, csv).largestTokens).toBe(44)
})

test('draws are rows of the trace', () => {
  const source = traceSource(plan, csv)
  const rng = seededRng(1)
  const drawn = new Set(Array.from({ length: 200 }, () => source.draw(rng).inputTokens))
  expect([...drawn].sort()).toEqual([10, 20, 30, 40])
})

test('the fingerprint is that of the content, whatever its name and the rows chosen', () => {
  expect(traceSource(plan, csv).fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect(traceSource({ ...plan, path: 'b.csv', take: 1 }, csv).fingerprint).toBe(traceSource(plan, csv).fingerprint)
  expect(traceSource(plan, csv.replace('10,1', '10,2')).fingerprint).not.toBe(traceSource(plan, csv).fingerprint)
})

test('a trace that is left empty says by what', () => {
  expect(() => traceSource({ ...plan, skip: 4 }, csv)).toThrow(
    expect.objectContaining({
      code: 'source.empty',
      message: 'a.csv: expected at least one request, got 4 rows, of which skip leaves out 4',
    }),
  )
  expect(() => traceSource(plan, csv.split('\n', 1)[0] as string)).toThrow(
    expect.objectContaining({ code: 'source.empty', message: 'a.csv: expected at least one request, got none' }),
  )
})

test('a trace of the other format is recognised', () => {
  expect(() => traceSource({ ...plan, format: 'mooncake-jsonl' }, csv)).toThrow(
    expect.objectContaining({
      code: 'source.unreadable',
      message: 'a.csv: expected mooncake-jsonl, got what looks like azure-csv',
      hint: 'set format: azure-csv beside trace',
    }),
  )
})

test.each([
  [csv, 'azure-csv'],
  ['{"timestamp": 0, "input_length": 1}', 'mooncake-jsonl'],
  ['{"prompt": "x"}', null],
  ['', null],
])('the first bytes of %j show %s', (text, format) => {
  expect(detectFormat(text)).toBe(format)
})
