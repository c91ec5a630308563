import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFile } from '../../../../../src/import/reading/open-file.ts'
import { importedDocuments } from '../../../../helpers/import-document.ts'
import { jsonFile } from '../../../../helpers/import-samples.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../../../fixtures/import', name), 'utf8')
const summary = JSON.parse(read('vllm-bench-serve.json')) as Record<string, unknown>
const documentOf = (value: object) => importedDocuments(jsonFile(value))[0]!

test('a document of figures holds what they translate to, null for all else, and says where it comes from', () => {
  const document = documentOf(summary)
  expect(document.reasons.map(({ code }) => code)).toEqual(['errors', 'imported'])
  expect(document.requests).toMatchObject({ planned: 3, sent: 3, completed: 2, failed: 1 })
  expect(document.metrics.tpotMs).toMatchObject({ n: 2, mean: 15.5, p50: 15.5, p90: null, p99: 19.91, min: null })
  expect(document.metrics.itlMs).toMatchObject({ n: 0, mean: null })
  expect(document.metrics.interChunkMs).toMatchObject({ n: 3, p50: 12 })
  expect(document.throughput).toMatchObject({ outputTokensPerS: 10 / 3, requestsPerS: 4 / 3, requestsPerMin: 80 })
  expect(document.window).toEqual({ startedAt: '2026-08-16T16:08:53.000Z', durationS: 1.5 })
})

test('what follows from other figures is derived, and told', () => {
  const document = documentOf(summary)
  expect(document.throughput.inputTokensPerS).toBe(20 / 1.5)
  expect(document.metrics.ttftMs).toMatchObject({ p50: 30, p99: 34.9 })
  const told = document.imported?.notes.map(({ code, metric }) => `${code} ${metric}`)
  expect(told).toContain('derived throughput.inputTokensPerS')
  expect(told).toContain('assumed metrics.ttftMs')
})

test('of many failures the run is degraded, of more than half invalid; of none completed no figure is left', () => {
  const severity = (completed: number, failed: number) =>
    documentOf({ ...summary, completed, failed }).reasons.find(({ code }) => code === 'errors')?.severity
  expect([severity(1000, 1), severity(90, 10), severity(1, 9), severity(0, 9)]).toEqual([
    'note',
    'degraded',
    'invalid',
    'invalid',
  ])
  const { metrics, throughput } = documentOf({ ...summary, completed: 0, failed: 3 })
  expect(Object.values(metrics).every(({ n, p50 }) => n === 0 && p50 === null)).toBe(true)
  expect(Object.values(throughput).filter((value) => typeof value === 'number')).toEqual([])
})

test('a document of requests is made by the definitions here, percentiles of the tool beside it', () => {
  const [document] = importedDocuments(openFile('detailed.json', read('vllm-bench-serve-detailed.json')))
  expect(document?.imported?.basis).toBe('records')
  expect(document?.metrics.ttftServiceMs).toMatchObject({ n: 2, p50: 30, p99: 34.9 })
  expect(document?.metrics.itlMs).toMatchObject({ n: 3 })
  expect(document?.imported?.figures.find(({ key }) => key === 'p99_ttft_ms')?.ours).toBe(34.9)
})

test('of a tool that knows requests and no tokens, rates of tokens are unknown and not 0', () => {
  const [document] = importedDocuments(openFile('k6-points.jsonl', read('k6-points.jsonl')))
  expect(document?.imported?.basis).toBe('records')
  expect(document?.requests.completed).toBe(1)
  expect(document?.throughput).toMatchObject({ outputTokensPerS: null, inputTokensPerS: null })
  expect(document?.throughput.requestsPerS).toBeGreaterThan(0)
  expect(document?.classes['default']?.throughput.outputTokensPerS).toBeNull()
})
