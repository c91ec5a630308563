import { expect, test } from 'vitest'
import { lengths } from '../../../../../engine/commands/bench.ts'
import { families, familyOf } from '../../../../../engine/commands/kernel-bench/kernel-grid.ts'
import { kernelRow } from '../../../../../engine/commands/kernel-bench/kernel-row.ts'
import { kernelTable } from '../../../../../engine/commands/kernel-bench/kernel-table.ts'
import type { KernelTotals } from '../../../../../engine/telemetry/kernel-report.ts'
import { somePeaks } from '../../../../helpers/peaks.ts'

const place = { model: 'm', shape: 'decode 1 @ 128' }
const peaks = somePeaks.allCores // int8 800 GOP/s, f32 200 GFLOP/s, 40 GB/s

/** Two layers of a linear: 20 MFLOP and 16 MB in all. */
const sample = (ns: number, fields: Partial<KernelTotals> = {}): KernelTotals => {
  return { name: 'ffn.down', op: 'linear', type: 'int8', calls: 2, ns, flops: 2e7, bytes: 1.6e7, ...fields }
}

test('a row is one call at the median, with the roof that binds it', () => {
  // half of 1 ms for 10 MFLOP and 8 MB; 8 MB at 40 GB/s take 200 us
  expect(kernelRow(place, [sample(4e6), sample(1e6), sample(0.8e6)], peaks)).toEqual({
    ...place,
    ...{ kernel: 'ffn.down', family: 'linear', type: 'int8', medianNs: 5e5, fastestNs: 4e5, flops: 1e7, bytes: 8e6 },
    ...{ flopPerS: 2e10, bytesPerS: 1.6e10, boundBy: 'memory', roofShare: 0.4 },
  })
})

test('a kernel with much arithmetic per byte is bound by the peak of its own type', () => {
  const row = (type: KernelTotals['type']) => kernelRow(place, [sample(1e6, { type, flops: 4e8, bytes: 1e6 })], peaks)
  expect(row('int8')).toMatchObject({ boundBy: 'compute', roofShare: 0.5 })
  expect(row('f32')).toMatchObject({ boundBy: 'compute', roofShare: 2 })
})

test('what was never called has no row, what computes and moves nothing has no roof', () => {
  expect(kernelRow(place, [sample(0, { calls: 0 })], peaks)).toBeNull()
  expect(kernelRow(place, [sample(1e6, { flops: 0, bytes: 0 })], peaks)).toMatchObject({
    boundBy: null,
    roofShare: null,
  })
})

test('the table groups rows by model and shape', () => {
  const row = kernelRow(place, [sample(1e6)], peaks)!
  expect(kernelTable([row, { ...row, kernel: 'head' }, { ...row, shape: 'prefill 64' }])).toEqual([
    'm, decode 1 @ 128',
    '  kernel    type   us  GFLOP/s  GB/s  bound by  of that roof',
    '  ffn.down  int8  500     20.0  16.0    memory          40 %',
    '  head      int8  500     20.0  16.0    memory          40 %',
    '',
    'm, prefill 64',
    '  kernel    type   us  GFLOP/s  GB/s  bound by  of that roof',
    '  ffn.down  int8  500     20.0  16.0    memory          40 %',
  ])
})

test('every operation of a family is found there again', () => {
  for (const [family, ops] of Object.entries(families)) for (const op of ops) expect(familyOf(op)).toBe(family)
})

test('lists of lengths are whole numbers above 0', () => {
  expect(lengths('decode', '1,8,32')).toEqual([1, 8, 32])
  expect(lengths('decode', '')).toEqual([])
  for (const text of ['0', '1,x', '1.5', '-2'])
    expect(() => lengths('decode', text)).toThrow(/--decode: expected whole/)
})
