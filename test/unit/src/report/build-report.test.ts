import { expect, test } from 'vitest'
import { summarize } from '../../../../src/metrics/summarize.ts'
import { buildReport } from '../../../../src/report/build-report.ts'
import { answered, runHeader } from '../../../helpers/build-record.ts'
import { sampleReport } from '../../../helpers/sample-report.ts'
import { sampleRun } from '../../../helpers/sample-run.ts'

test('the same run always gives the same model', () => {
  expect(JSON.stringify(sampleReport({ requests: 60 }))).toBe(JSON.stringify(sampleReport({ requests: 60 })))
})

test('the order in which records were stored changes nothing', () => {
  const { header, records } = sampleRun({ requests: 60 })
  const build = (list: typeof records) =>
    buildReport({ header, document: summarize(header, records), records: list, rerun: '' })
  const reversed = build([...records].reverse())
  const straight = build(records)
  expect(reversed.charts.timeline).toEqual(straight.charts.timeline)
  expect(reversed.charts.load).toEqual(straight.charts.load)
  expect(reversed.charts.tail).toEqual(straight.charts.tail)
})

test('figures of the page are the figures of the run document', () => {
  const { header, records } = sampleRun({ requests: 100 })
  const document = summarize(header, records)
  const model = buildReport({ header, document, records, rerun: '' })
  const ttft = model.latency.find((line) => line.metric === 'ttft')
  expect(ttft).toMatchObject({
    p50: document.metrics.ttftMs.p50,
    p99: document.metrics.ttftMs.p99,
    n: document.metrics.ttftMs.n,
  })
  expect(model.figures.map((group) => group.title)).toEqual(['Throughput and goodput', 'Cost', 'Requests', 'Tokens'])
})

test('every metric that is shown has its definition', () => {
  const model = sampleReport({ requests: 60 })
  const defined = new Set(model.definitions.map((entry) => entry.metric))
  const shown = [...model.latency.map((line) => line.metric), ...model.tiles.flatMap((tile) => tile.metric ?? [])]
  for (const metric of shown) expect(defined).toContain(metric)
  for (const entry of model.definitions) expect(entry.formula).not.toBe('')
})

test('a run of one single request has a report', () => {
  const records = [
    answered({
      scheduledMs: 0,
      arrivals: [
        [100, 1],
        [120, 1],
      ],
    }),
  ]
  const header = runHeader()
  const model = buildReport({ header, document: summarize(header, records), records, rerun: '' })
  expect(model.latency.find((line) => line.metric === 'ttft')).toMatchObject({ n: 1, p50: 100 })
  expect(model.charts.timeline.rows).toHaveLength(1)
})

test('a run whose plan is unknown, as one that was imported, has a report', () => {
  const header = runHeader({ plan: null })
  const model = buildReport({ header, document: summarize(header, []), records: [], rerun: '' })
  expect(model.facts.map((group) => group.title)).toContain('Workload')
})

test('names and details of any length are cut, and say how long they were', () => {
  const long = 'x'.repeat(1 << 20)
  const model = sampleReport({ requests: 40, name: long, model: long, failShare: 0.5, detail: long, warmupS: 0 })
  expect(model.name).toMatch(/^x{120}… \(1,048,576 characters\)$/)
  expect(model.failures[0]?.example.length).toBeLessThan(400)
  expect(JSON.stringify(model).length).toBeLessThan(200_000)
})

test('a median that few values carry says of how many it is', () => {
  const note = (requests: number) =>
    sampleReport({ requests, warmupS: 0 }).tiles.find((tile) => tile.metric === 'ttft')?.note
  expect(note(1)).toBe('one value')
  expect(note(5)).toBe('median of 5, unsettled')
})
