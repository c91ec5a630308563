import { expect, test } from 'vitest'
import { msToNs } from '../../../../../src/core/units.ts'
import { errorRows, failureLines } from '../../../../../src/report/rows/error-rows.ts'
import { inputLengthRows } from '../../../../../src/report/rows/input-length-rows.ts'
import { loadRows } from '../../../../../src/report/rows/load-rows.ts'
import { sloRows } from '../../../../../src/report/rows/slo-rows.ts'
import { type CompactList, compactList } from '../../../../../src/stats/lists/compact-list.ts'
import { gapsOfAll } from '../../../../../src/report/build-chart-rows.ts'
import { tailOf, tailRows } from '../../../../../src/report/rows/tail-rows.ts'
import { timelineRows } from '../../../../../src/report/rows/timeline-rows.ts'
import { gapsByPlace, gapsOfBins, tokenIndexRows } from '../../../../../src/report/rows/token-index-rows.ts'
import { gapTrack, limitsOf, requestTrack } from '../../../../../src/report/rows/track-rows.ts'
import { ttftNs } from '../../../../../src/metrics/request-times.ts'
import { answered, failed } from '../../../../helpers/build-record.ts'
import { sampleRun } from '../../../../helpers/sample-run.ts'

const time = { startS: 0, endS: 10, warmupEndS: null }

test('offered counts due times, completed counts ends, in flight is the mean over the bin', () => {
  // Ten bins are the fewest: 0.2 s each over 2 s.
  const records = [
    answered({ scheduledMs: 0, arrivals: [[100, 1]], doneMs: 300 }),
    answered({ scheduledMs: 100, arrivals: [[200, 1]], doneMs: 1_900 }),
    failed('cut', { scheduledMs: 150, doneMs: 250 }),
  ]
  const { rows, binS, peakInFlight, offered, completed } = loadRows(records, 2)
  expect([offered, completed]).toEqual([3, 2])
  expect(binS).toBe(0.2)
  expect(rows).toHaveLength(10)
  expect(peakInFlight).toBe(3)
  expect(rows[0]).toEqual({ atS: 0.1, offeredPerS: 15, completedPerS: 0, inFlight: 1.75 }) // 0.2 + 0.1 + 0.05 s of 0.2 s
  expect(rows[1]).toEqual({ atS: 0.3, offeredPerS: 0, completedPerS: 5, inFlight: 1.75 }) // 0.1 + 0.2 + 0.05 s
  expect(rows[9]).toEqual({ atS: 1.9, offeredPerS: 0, completedPerS: 5, inFlight: 0.5 })
})

test('a track has a dot per value and percentiles per bin', () => {
  const records = [10, 20, 30].map((ms, i) => answered({ scheduledMs: i, arrivals: [[i + ms, 1]] }, { index: i }))
  const track = requestTrack(records, 10, ttftNs, [])
  expect(track.points.map((point) => point.ms)).toEqual([10, 20, 30])
  expect(track.bins).toEqual([{ atS: 1, n: 3, p50Ms: 20, p95Ms: 29 }])
})

test('an arrival of k tokens counts as k gaps, at the time it ended', () => {
  const record = answered({
    arrivals: [
      [100, 1],
      [160, 3],
      [165, 1],
    ],
  })
  const track = gapTrack([record], 10, [])
  expect(track.total).toBe(4)
  expect(track.bins).toEqual([{ atS: 0.1, n: 4, p50Ms: 20, p95Ms: 20 }])
  expect(track.points).toEqual([{ atS: 0.165, ms: 20, request: 0, warmup: false }])
})

test('one threshold of all classes is one line, different ones carry the class', () => {
  const ttft = (ms: number) => ({ ttftNs: msToNs(ms) })
  expect(limitsOf({ a: ttft(200), b: ttft(200) }, 'ttftNs')).toEqual([{ label: 'SLO', ms: 200 }])
  expect(limitsOf({ a: ttft(200), b: ttft(300) }, 'ttftNs').map((limit) => limit.label)).toEqual(['SLO a', 'SLO b'])
  expect(limitsOf({ a: ttft(200) }, 'e2eNs')).toEqual([])
})

/** Latencies in ms, as charts get them. */
function listOf(valuesMs: readonly number[]): CompactList {
  const list = compactList()
  for (const ms of valuesMs) list.push(msToNs(ms))
  return list
}

test('of n values the i-th has (n - i) / n at or above it', () => {
  expect(tailOf('TTFT', listOf([30, 10, 20, 40]))).toEqual([
    { metric: 'TTFT', ms: 10, share: 1 },
    { metric: 'TTFT', ms: 20, share: 0.75 },
    { metric: 'TTFT', ms: 30, share: 0.5 },
    { metric: 'TTFT', ms: 40, share: 0.25 },
  ])
  expect(tailOf('TTFT', listOf([]))).toEqual([])
})

test('a million values keep the smallest and each of the 40 largest', () => {
  const values = listOf(Array.from({ length: 1_000_000 }, (_, i) => i + 1))
  const { rows, thinning } = tailRows({ ITL: values })
  expect(rows.length).toBeLessThan(250)
  expect(rows[0]).toMatchObject({ ms: 1, share: 1 })
  expect(rows.slice(-40).map((row) => Math.round(row.share * 1e6))).toEqual(
    Array.from({ length: 40 }, (_, i) => 40 - i),
  )
  expect(thinning).toContain('40 largest')
})

test('places in the answer begin after the first arrival, and thin ones are left out', () => {
  const records = Array.from({ length: 10 }, () =>
    answered({
      arrivals: [
        [100, 2],
        [110, 1],
        [130, 1],
      ],
    }),
  )
  const answers = [
    ...records,
    answered({
      arrivals: [
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ],
    }),
  ]
  const gaps = gapsByPlace(answers)
  const all = gapsOfBins(gaps)
  const values = all.blocks().flatMap(({ values, parts }) => Array.from(values, (ns) => Array(parts).fill(ns / parts)))
  const sorted = gapsOfAll(answers).sorted()
  for (const [i, value] of values
    .flat()
    .sort((a, b) => a - b)
    .entries())
    expect(value).toBeCloseTo(sorted[i] as number, 6)
  expect([all.length, values.flat().length]).toEqual([sorted.length, sorted.length])
  expect(tokenIndexRows(gaps).map((row) => [row.firstToken, row.n, row.p50Ms])).toEqual([
    [3, 11, 10],
    [4, 11, 20],
  ])
})

test('prompt lengths are grouped by equal counts, each with its median', () => {
  const records = Array.from({ length: 32 }, (_, i) =>
    answered({ arrivals: [[i < 16 ? 10 : 50, 1]] }, { inputTokens: i + 1, index: i }),
  )
  const { bins, total } = inputLengthRows(records)
  expect(total).toBe(32)
  expect(bins.map((bin) => [bin.inputTokens, bin.n, bin.p50Ms])).toEqual([
    [4.5, 8, 10],
    [12.5, 8, 10],
    [20.5, 8, 50],
    [28.5, 8, 50],
  ])
})

test('a timeline of more requests than can be drawn shows the busiest moment', () => {
  const quiet = Array.from({ length: 400 }, (_, i) =>
    answered({ scheduledMs: i * 1000, arrivals: [[i * 1000 + 10, 1]] }, { index: i }),
  )
  const busy = quiet.map((record, i) => (i >= 200 && i < 240 ? { ...record, doneAt: msToNs(241_000) } : record))
  const { rows, thinning, time: drawn } = timelineRows(busy, { ...time, endS: 400 })
  expect(rows).toHaveLength(160)
  expect(rows[0]?.request).toBeLessThan(200)
  expect(rows.at(-1)?.request).toBeGreaterThan(239)
  expect(thinning).toBe('Of 400 requests the 160 around the moment with most in flight are drawn.')
  expect(drawn.startS).toBe(rows[0]?.scheduledS)
})

test('failures are counted by kind and status, each with one example', () => {
  const http = (status: number) => ({ ...failed('http', { doneMs: 100 }), httpStatus: status })
  const measured = [http(503), http(503), http(429), failed('cut'), answered()]
  expect(failureLines(measured).map(({ kind, status, count, share }) => [kind, status, count, share])).toEqual([
    ['http', 503, 2, 0.4],
    ['cut', null, 1, 0.2],
    ['http', 429, 1, 0.2],
  ])
  expect(errorRows(measured, 10)).toMatchObject({ kinds: ['http', 'cut'], binS: 0.5 })
})

test('a failed request meets no service level, and each level is counted apart', () => {
  const slo = { default: { ttftNs: msToNs(100), e2eNs: msToNs(1000) } }
  const measured = [
    answered({ arrivals: [[50, 1]], doneMs: 900 }),
    answered({ arrivals: [[150, 1]], doneMs: 900 }),
    answered({ arrivals: [[50, 1]], doneMs: 1900 }),
    failed('timeout'),
  ]
  const rows = sloRows(measured, slo).map(({ criterion, met, of, share }) => [criterion, met, of, share])
  expect(rows).toEqual([
    ['all', 1, 4, 0.25],
    ['ttftNs', 2, 4, 0.5],
    ['e2eNs', 2, 4, 0.5],
  ])
})

test('no row of 5,000 requests grows past what a page can carry', () => {
  const { records } = sampleRun({ requests: 5000, ratePerSecond: 8 })
  const track = requestTrack(records, 650, ttftNs, [])
  expect(track.points.length).toBeLessThanOrEqual(1000)
  expect(track.total).toBe(5000)
  expect(track.thinning).toMatch(/of 5,000 requests are drawn/)
})

test('requests of one prompt length stay in one group, and every request is in some group', () => {
  const records = Array.from({ length: 40 }, (_, i) =>
    answered({ arrivals: [[10 + i, 1]] }, { index: i, inputTokens: i < 25 ? 100 : 100 + i }),
  )
  const { bins } = inputLengthRows(records)
  expect(bins[0]).toMatchObject({ inputTokens: 100, n: 25 })
  expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(40)
})
