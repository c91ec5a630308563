import { expect, test } from 'vitest'
import { openFile } from '../../../../../../src/import/reading/open-file.ts'
import { importedDocuments } from '../../../../../helpers/import-document.ts'
import { importedRuns, jsonFile } from '../../../../../helpers/import-samples.ts'

test("an engine's times give TTFT and TPOT, no ITL, and its series beside them", () => {
  const row = {
    request_id: 'a',
    input_toks: 10,
    output_toks: 11,
    arrival_time: 1_700_000_000.5,
    queued_ts: 5,
    scheduled_ts: 5.01,
    first_token_ts: 5.1,
    last_token_ts: 6.1,
  }
  const series = openFile('DEV_org-m.timeseries.csv', 't,running\n1.0,4\n2.0,3\n')
  const file = openFile(
    'DEV_org-m.requests.jsonl',
    `${JSON.stringify(row)}\n${JSON.stringify({ ...row, queued_ts: 5.5 })}\n`,
    [series],
  )
  const [run] = importedRuns(file)
  expect(run?.figures.map(({ key, value }) => [key, value])).toEqual([
    ['timeseries.0.t', 1],
    ['timeseries.0.running', 4],
    ['timeseries.1.t', 2],
    ['timeseries.1.running', 3],
  ])
  const [document] = importedDocuments(file)
  expect(document?.target).toMatchObject({ model: 'org-m', facts: { device: 'DEV' } })
  expect(document?.metrics.ttftServiceMs.max).toBeCloseTo(100, 6)
  expect(document?.metrics.tpotMs.p50).toBeCloseTo(100, 6)
  expect(document?.metrics.itlMs.n).toBe(0)
})

test('a table with a short line is told with its number', () => {
  const row = { queued_ts: 5, first_token_ts: 5.1, last_token_ts: 6.1, input_toks: 1, output_toks: 2 }
  const file = openFile('x.requests.jsonl', JSON.stringify(row), [
    openFile('x.timeseries.csv', 't,running\n1.0,4\n2.0\n'),
  ])
  expect(() => importedRuns(file)).toThrow('x.timeseries.csv:3: expected 2 values, as the header names, got 1')
})

test('a replay whose output is not counted in tokens has no output rate, not one of 0', () => {
  const request = {
    event_id: 0,
    out_len: 400,
    in_len: 50,
    sampled_in_num: 48,
    first_chunk_time: 0.03,
    total_chunk_time: 1,
    record_time: 101,
  }
  const [document] = importedDocuments(jsonFile({ 0: request, 1: { ...request, event_id: 1, record_time: 102 } }))
  expect(document?.throughput.outputTokensPerS).toBeNull()
  expect(document?.classes['default']?.throughput.outputTokensPerS).toBeNull()
  expect(document?.metrics.tpotMs.n).toBe(0)
  expect(document?.metrics.ttftServiceMs.p50).toBeCloseTo(30, 6)
})

test('points of one engine and model are a run; a single point of a mode is a rate of ours, a curve is none', () => {
  const point = { engine: 'llamacpp', model: 'm', quant: 'q4k', mode: 'prefill', length: 128, tps: 90 }
  const points = [
    point,
    { ...point, length: 512, tps: 80 },
    { ...point, mode: 'decode', tps: 12, stddev: 0.1 },
    { ...point, engine: 'mistralrs', tps: 99 },
  ]
  const [llama, mistral] = importedRuns(openFile('x.jsonl', points.map((value) => JSON.stringify(value)).join('\n')))
  expect(llama?.figures.map(({ key, value, metric }) => [key, value, metric])).toEqual([
    ['prefill.128.tps', 90, null],
    ['prefill.512.tps', 80, null],
    ['decode.128.tps', 12, 'throughput.outputTokensPerS'],
    ['decode.128.stddev', 0.1, null],
  ])
  expect(mistral?.figures[0]).toMatchObject({ value: 99, metric: 'throughput.inputTokensPerS' })
})
