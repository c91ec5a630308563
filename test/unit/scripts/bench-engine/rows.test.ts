import { expect, test } from 'vitest'
import { mergeRows } from '../../../../scripts/bench-engine/output/document.ts'
import { studyTable } from '../../../../scripts/bench-engine/output/table.ts'
import { wideUnits } from '../../../../scripts/bench-engine/alone/wide-units.ts'
import { kernelRows, stepRows } from '../../../../scripts/bench-engine/rows/bars.ts'
import { derivedRows } from '../../../../scripts/bench-engine/rows/derived-rows.ts'
import type { ResultRow, StepRow } from '../../../../scripts/bench-engine/rows/row.ts'
import { wanted } from '../../../../scripts/bench-engine/rows/select-rows.ts'
import { stepResults } from '../../../../scripts/bench-engine/rows/step-results.ts'
import type { Sample } from '../../../../scripts/bench-engine/sampling/interleave.ts'

const result = (name: string, value: number): ResultRow => ({
  ...{ name, value, unit: 'tok/s', peer: null, peerValue: null, ratio: null, bar: null, ok: null },
})
const sample = (rate: number, more: Partial<Sample> = {}): Sample => ({
  ...{ rate, othersShare: 0, flopsPerSecond: null, bytesPerSecond: null, overheadShare: null, ...more },
})
const rowNamed = (name: string) => stepRows.find((row) => row.name === name) as StepRow
const taken = (samples: Record<string, readonly Sample[]>) => ({
  ...{ samples: new Map(Object.entries(samples)), dropped: 0, disturbed: 0 },
})

test('ours is held against the better peer, by medians', () => {
  const samples = { ours: [1, 12, 11].map((rate) => sample(rate)), slow: [sample(5)], fast: [sample(10)] }
  const [row] = stepResults(rowNamed('1b int4 prefill 128'), 'ours', taken(samples), null)
  expect(row).toMatchObject({ value: 11, peer: 'fast', peerValue: 10, ratio: 1.1, bar: 1.05, ok: true })
  expect(row?.details?.peers).toEqual({ slow: 5, fast: 10 })
})

test('without peers a row has a value and no verdict', () => {
  const [row] = stepResults(rowNamed('1b int4 prefill 128'), 'ours', taken({ ours: [sample(7)] }), null)
  expect(row).toMatchObject({ value: 7, peer: null, peerValue: null, ratio: null, ok: null })
})

test('a share of a peak is a row of its own: FLOP for arithmetic, bytes for reading', () => {
  const peaks = { int8: 900e9, bf16: 450e9, f32: 225e9, read: 40e9 }
  const mine = [sample(50, { flopsPerSecond: 450e9, bytesPerSecond: 38e9 })]
  const rows = (name: string) => stepResults(rowNamed(name), 'ours', taken({ ours: mine }), peaks)
  expect(rows('1b int4 prefill 512')[1]).toMatchObject({ unit: 'GOP/s', value: 450, ratio: 0.5, bar: 0.76, ok: false })
  expect(rows('1b int4 decode 1')[1]).toMatchObject({ unit: 'GB/s', value: 38, ratio: 0.95, bar: 0.92, ok: true })
})

test('time outside kernels is bounded from above, so its ratio is turned round', () => {
  const mine = [sample(300, { overheadShare: 0.1 })]
  const rows = stepResults(rowNamed('110m int4 decode 1'), 'ours', taken({ ours: mine }), null)
  expect(rows[1]).toMatchObject({ value: 10, unit: '%', peerValue: 5, ratio: 0.5, bar: 1, ok: false })
})

test('one fall between batch sizes breaks the rule of rising batches', () => {
  const rates = (list: readonly number[]) => [1, 2, 4].map((size, i) => result(`1b int4 decode ${size}`, list[i] ?? 0))
  expect(derivedRows(rates([40, 70, 110]))[0]).toMatchObject({ ok: true, ratio: 110 / 70 })
  expect(derivedRows(rates([40, 70, 63]))[0]).toMatchObject({ ok: false, ratio: 0.9, value: 63, peerValue: 70 })
  expect(derivedRows(rates([40, 70, 63]).slice(1))).toEqual([])
})

test('int8 keys and values are held against bf16 ones of the same batch and context', () => {
  const rows = [result('1b int4 decode 8 at 8192', 20), result('1b int4, int8 KV decode 8 at 8192', 30)]
  expect(derivedRows(rows)).toMatchObject([{ ratio: 1.5, ok: true, peer: 'ours, bf16 KV' }])
})

test('new rows replace old ones of their name, in the order of the plan; rules are made anew', () => {
  const names = ['1b int4 decode 1', '1b int4 decode 2', '1b int4 decode 4']
  const old = mergeRows([], [result(names[0] ?? '', 9), result(names[1] ?? '', 20), result(names[2] ?? '', 5)], names)
  expect(old.at(-1)).toMatchObject({ ok: false })
  const merged = mergeRows(old, [result(names[2] ?? '', 30)], names)
  expect(merged.slice(0, 3).map(({ value }) => value)).toEqual([9, 20, 30])
  expect(merged.slice(3)).toMatchObject([{ ok: true }])
})

test('patterns pick rows by name; none picks all', () => {
  expect(wanted('1b int4 decode 8', ['1b*decode *'])).toBe(true)
  expect(wanted('1b int4 decode 8', ['1b int4 decode'])).toBe(false)
  expect(wanted('anything', [])).toBe(true)
})

test('names are unique, and every bar asks for at least as much as the peer has', () => {
  expect(new Set(stepRows.map(({ name }) => name)).size).toBe(stepRows.length)
  expect(stepRows.every(({ bar, peers }) => bar >= 1 && peers.length > 0)).toBe(true)
})

test('the table closes with how many bars hold, of those that were judged', () => {
  const rows = [{ ...result('a', 1.5), ok: true }, { ...result('b', 20), ok: false }, result('c', 300)]
  const lines = studyTable(rows).split('\n')
  expect(lines.at(-1)).toBe('1 of 2 bars hold')
  expect(lines[2]).toMatch(/^b +20\.0 tok\/s +- +- +- +- +BELOW$/)
})

test('the bars of kernels ask less of each of two units than of one', () => {
  const bars = kernelRows.filter(({ barOfTwoUnits }) => barOfTwoUnits !== undefined)
  expect(bars.map(({ bar, barOfTwoUnits }) => [bar, barOfTwoUnits])).toEqual([
    [0.82, 0.66],
    [0.8, 0.62],
    [0.72, 0.48],
  ])
})

test('the number of wide units is read from the family of the CPU', () => {
  const amd = (family: number) => `processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: ${family}\n`
  expect([wideUnits(amd(25)), wideUnits(amd(26))]).toEqual([1, 2])
  expect(wideUnits('vendor_id\t: GenuineIntel\ncpu family\t: 6\n')).toBe(2)
})
