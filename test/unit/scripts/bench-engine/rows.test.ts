import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mergeRows, readDocument } from '../../../../scripts/bench-engine/output/document.ts'
import { studyTable } from '../../../../scripts/bench-engine/output/table.ts'
import { kernelBesideRead } from '../../../../scripts/bench-engine/alone/attention-decode-row.ts'
import { risingResult } from '../../../../scripts/bench-engine/alone/rising-row.ts'
import { wideUnits } from '../../../../scripts/bench-engine/alone/wide-units.ts'
import { kernelRows, stepRows } from '../../../../scripts/bench-engine/rows/bars.ts'
import type { ResultRow, StepRow } from '../../../../scripts/bench-engine/rows/row.ts'
import { wanted } from '../../../../scripts/bench-engine/rows/select-rows.ts'
import { measureShare } from '../../../../scripts/bench-engine/rows/measure-share.ts'
import type { StudyWorld } from '../../../../scripts/bench-engine/rows/measure-step-row.ts'
import { shareOfPeak, stepResults } from '../../../../scripts/bench-engine/rows/step-results.ts'
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

test('a share of a peak is a row of its own: the median of what samples reached of the peak beside them', () => {
  const beside = (shares: readonly number[], ceiling: number) =>
    shares.map((share) => sample(50, { beside: { reached: share * ceiling, ceiling, share, ofFastest: share } }))
  expect(shareOfPeak('prefill', 'int8', beside([0.5, 0.7, 0.4], 900e9), 0.76)).toMatchObject([
    { name: 'prefill', unit: 'GOP/s', value: 450, peerValue: 900, ratio: 0.5, bar: 0.76, ok: false },
  ])
  expect(shareOfPeak('decode', 'read', beside([0.95], 40e9), 0.92)).toMatchObject([
    { unit: 'GB/s', value: 38, peer: 'read beside it', ratio: 0.95, bar: 0.92, ok: true },
  ])
  expect(shareOfPeak('told', 'read', beside([0.5], 40e9), null)).toMatchObject([{ ratio: 0.5, bar: null, ok: null }])
  expect(shareOfPeak('decode', 'read', [sample(50)], 0.92)).toHaveLength(0)
})

test('a share is measured by itself: a disturbed sample is dropped, the peer of the row is not asked', async () => {
  const others = [0.5, 0, 0.2, 0]
  let asked = 0
  const mine = {
    name: 'ours',
    measure: async () => sample(50, { othersShare: others[asked++] ?? 0, bytesPerSecond: 30e9 }),
  }
  const rates = { int8: null, bf16: null, f32: null, read: 40e9 }
  const peaks = { now: async () => ({ ...rates, sustained: rates }), count: 0, since: () => null }
  const world = { peaks, rounds: 2, mostOthersShare: 0.05 } as unknown as StudyWorld
  const [row] = await measureShare('decode share', mine, { of: 'read', bar: 0.7 }, world)
  expect(row).toMatchObject({ name: 'decode share', value: 30, peerValue: 40, ratio: 0.75, ok: true })
  expect(row?.details).toMatchObject({ droppedRounds: 2, disturbedRounds: 0 })
  expect(asked).toBe(4)
})

test("the kernels' own program tells attention by itself beside reading the same bytes", () => {
  const said = [
    '# peak\tread_avx512\t2 threads\t60.0 GB/s',
    'read\t1\t28.0',
    'headDim 64, the kernel, keys and values in memory\t1\t19.7\t70.3 % of read',
    'read\t2\t32.0',
    'headDim 64, its bytes in its order, 4 products\t2\t31.7\t99.3 % of read',
    'headDim 64, the kernel, keys and values in memory\t2\t28.9\t90.5 % of read',
    'headDim 64, the kernel, keys and values in cache\t2\t73.0\t224.9 % of read',
  ].join('\n')
  expect(kernelBesideRead(said, 2)).toEqual([{ headDim: 64, kernel: 28.9, read: 32, share: 0.905 }])
  expect(() => kernelBesideRead(said, 4)).toThrow(/attention on 4 threads/)
})

test('time outside kernels is bounded from above, so its ratio is turned round', () => {
  const mine = [sample(300, { overheadShare: 0.1 })]
  const rows = stepResults(rowNamed('110m int4 decode 1'), 'ours', taken({ ours: mine }), null)
  expect(rows[1]).toMatchObject({ value: 10, unit: '%', peerValue: 5, ratio: 0.5, bar: 1, ok: false })
})

test('one fall between batch sizes breaks the rule of rising batches, judged round by round', () => {
  const rising = (rates: Record<string, readonly number[]>) =>
    risingResult(
      'rise',
      [1, 2, 4],
      taken(Object.fromEntries(Object.entries(rates).map(([k, v]) => [k, v.map((r) => sample(r))]))),
    )
  expect(rising({ 1: [40, 20], 2: [70, 35], 4: [110, 55] })).toMatchObject({ ok: true, ratio: 110 / 70 })
  expect(rising({ 1: [40, 20], 2: [70, 35], 4: [63, 31.5] })).toMatchObject({
    ...{ ok: false, ratio: 0.9, peer: 'batch 2 (value: batch 4)', value: 47.25, peerValue: 52.5 },
  })
})

test('int8 keys and values are held against bf16 ones of the same turns, which are no peer', () => {
  const samples = {
    'ours llama-1b int4 int8': [30, 60].map((rate) => sample(rate)),
    'ours llama-1b int4 bf16': [20, 48].map((rate) => sample(rate)),
    'llama.cpp q4_0 llama-1b': [sample(10)],
  }
  const rows = stepResults(
    rowNamed('1b int4, int8 KV decode 8 at 8192'),
    'ours llama-1b int4 int8',
    taken(samples),
    null,
  )
  expect(rows).toMatchObject([
    { ratio: 4.5, peer: 'llama.cpp q4_0 llama-1b' },
    { name: '1b int4, int8 KV decode 8 at 8192, against bf16 KV', ratio: 1.375, ok: true, peer: 'ours, bf16 KV' },
  ])
})

test('new rows replace old ones of their name, in the order of the plan, those that follow from one behind it', () => {
  const names = ['1b int4 decode 1', '1b int4 decode 2']
  const old = mergeRows([], [result(names[1] ?? '', 20), result(names[0] ?? '', 9)], names)
  const merged = mergeRows(old, [result(`${names[0]}, share`, 0.9), result(names[1] ?? '', 30)], names)
  expect(merged.map(({ name, value }) => [name, value])).toEqual([
    [names[0], 9],
    [`${names[0]}, share`, 0.9],
    [names[1], 30],
  ])
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

test.each(['[1]', '{"rows": 3}', 'null', 'half {'])(
  'a file that is no study is refused before it is overwritten: %s',
  (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'infbench-study-'))
    try {
      writeFileSync(join(folder, 'other.json'), text)
      expect(() => readDocument(join(folder, 'other.json'))).toThrow(
        /--json .*other.json: expected a document of this study/,
      )
      expect(readDocument(join(folder, 'new.json'))).toEqual({ machine: {}, rows: [] })
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
