import { expect, test } from 'vitest'
import { areRepeats, repeatOf, repeatSpreads, settingOf } from '../../../../../src/metrics/search/repeats.ts'
import { sampleSweep } from '../../../../helpers/sample-sweep.ts'

const repeats = (setting: string, count = 3) =>
  Array.from({ length: count }, (_, i) => ({ rate: 4, seed: 7 + i, label: `${setting}repeat ${i + 1}/${count}` }))
const documentOf = (runs: Parameters<typeof sampleSweep>[0]) => sampleSweep(runs).document

test('a label is a setting and a place among repeats, either of which may be missing', () => {
  expect([settingOf({ label: 'rate=4, repeat 2/5' }), repeatOf({ label: 'rate=4, repeat 2/5' })]).toEqual([
    'rate=4',
    'repeat 2/5',
  ])
  expect([settingOf({ label: 'repeat 2/5' }), repeatOf({ label: 'repeat 2/5' })]).toEqual(['', 'repeat 2/5'])
  expect([settingOf({ label: 'no repeat 2/5 of it' }), repeatOf({ label: null })]).toEqual([
    'no repeat 2/5 of it',
    null,
  ])
})

test('a group made of repeats alone is one of repeats, and none of them is the best', () => {
  const document = documentOf({ runs: repeats('') })
  expect(document).toMatchObject({ kind: 'repeats', best: null, pareto: [], saturation: null })
  expect(document.series).toEqual([{ name: null, best: null, saturation: null }])
  expect(areRepeats(document.points.slice(0, 1))).toBe(true)
  expect(areRepeats([])).toBe(false)
})

test('repeats of several settings, and of several loads, are a sweep', () => {
  expect(documentOf({ runs: [...repeats('rate=4, '), ...repeats('rate=8, ')] }).kind).toBe('sweep')
  expect(documentOf({ runs: [...repeats(''), { rate: 4, label: 'other' }] }).kind).toBe('sweep')
  const loads = repeats('').map((run, i) => ({ ...run, rate: 4 + i }))
  expect(documentOf({ runs: loads }).kind).toBe('sweep')
})

test('the spread of a figure is that of its runs', () => {
  const [point] = documentOf({ runs: repeats('', 1) }).points
  const at = (p50: number | null) => ({ ...point, ttftMs: { p50, p90: null, p99: null }, outputTokensPerS: 0 })
  const points = [at(100), at(140), at(120), at(null)] as Parameters<typeof repeatSpreads>[0]
  const [ttft, ...others] = repeatSpreads(points)
  expect(ttft).toEqual({
    ...{ label: 'TTFT p50', metric: 'ttft', unit: 'ms', n: 3, median: 120, least: 100, most: 140 },
    spread: expect.closeTo(20 / 120, 12),
  })
  expect(others.map(({ label }) => label)).toEqual(['TPOT p50', 'Output', 'Goodput'])
  expect(others[1]).toMatchObject({ label: 'Output', median: 0, spread: null })
  expect(repeatSpreads(points.slice(0, 1))[0]?.spread).toBeNull()
})
