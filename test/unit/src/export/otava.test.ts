import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { otavaFile } from '../../../../src/export/trackers/otava.ts'
import type { RunDocument } from '../../../../src/metrics/run-document.ts'
import { documentOf } from '../../../helpers/export-store.ts'
import { sampleRun } from '../../../helpers/sample-run.ts'

const at = (day: number, change: Partial<RunDocument> = {}): RunDocument => {
  const document = documentOf(sampleRun({ seed: day, requests: 60 }))
  const startedAt = `2026-11-${String(day).padStart(2, '0')}T09:00:00.000Z`
  return { ...document, runId: `run-${day}`, window: { ...document.window, startedAt }, ...change }
}
const linesOf = (runs: readonly RunDocument[]) =>
  [...otavaFile(runs, 'table', 'x.csv')].join('').trimEnd().split('\r\n')
const configOf = (runs: readonly RunDocument[], path = 'x.csv') =>
  parse([...otavaFile(runs, 'config', path)].join('')) as {
    tests: Record<string, { type: string; file: string; attributes: string[]; metrics: Record<string, object> }>
  }

test('runs are rows by time, whatever order they come in', () => {
  const [head, ...rows] = linesOf([at(3), at(1), at(2)])
  expect(head).toMatch(/^time,run,commit,version,status,ttft_mean_ms,/)
  expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual([
    ['2026-11-01T09:00:00.000Z', 'run-1'],
    ['2026-11-02T09:00:00.000Z', 'run-2'],
    ['2026-11-03T09:00:00.000Z', 'run-3'],
  ])
})

test('the configuration names every column of figures with its direction, and the table beside it', () => {
  const runs = [at(1), at(2)]
  const [name, config] = Object.entries(configOf(runs, 'nightly "1".csv').tests)[0] ?? ['', null]
  expect(name).toBe('chat-azure')
  expect(config).toMatchObject({ type: 'csv', file: 'nightly "1".csv', time_column: 'time' })
  expect(config?.metrics['ttft_p99_ms']).toEqual({ column: 'ttft_p99_ms', direction: -1 })
  expect(config?.metrics['output_tokens_per_s']).toEqual({ column: 'output_tokens_per_s', direction: 1 })
  const columns = [...(config?.attributes ?? []), ...Object.keys(config?.metrics ?? {})]
  expect(linesOf(runs)[0]).toBe(['time', ...columns].join(','))
})

test('a figure that one run lacks is left out, for Otava reads every field of it as a number', () => {
  const lacking = at(2)
  const unknown = { ...lacking, goodput: { ...lacking.goodput, attainment: null } }
  const [head] = linesOf([at(1), unknown])
  expect(linesOf([at(1), at(2)])[0]).toContain('goodput_attainment')
  expect(head).not.toContain('goodput_attainment')
  expect(head).toContain('ttft_p50_ms')
})

test('runs of several benchmarks are refused by their names, and so is no run', () => {
  expect(() => otavaFile([at(1), at(2, { name: 'other' })], 'table', 'x.csv')).toThrow(
    'otava: expected runs of one benchmark, got those of chat-azure, other',
  )
  expect(() => otavaFile([], 'table', 'x.csv')).toThrow('otava: expected runs of one benchmark, got none')
})
