import { expect, test } from 'vitest'
import { dominantType, peakType, placeUnderRoofs, roofsOf } from '../../../../src/hardware/roofline.ts'
import { roundPeaks } from '../../../helpers/engine-work.ts'

const roofs = { flopPerS: 100e9, bytesPerS: 10e9 } // the ridge is at 10 FLOP per byte

test('work with little arithmetic per byte is bound by memory', () => {
  // 4 GB take 0.4 s at 10 GB/s, 8 GFLOP only 0.08 s; it took 0.5 s
  expect(placeUnderRoofs({ flops: 8e9, bytes: 4e9, ns: 5e8 }, roofs)).toEqual({
    flopPerS: 16e9,
    bytesPerS: 8e9,
    intensity: 2,
    boundBy: 'memory',
    roofShare: 0.8,
    gapNs: 1e8,
  })
})

test('work with much arithmetic per byte is bound by arithmetic', () => {
  // 50 GFLOP take 0.5 s at 100 GFLOP/s, 1 GB 0.1 s; it took 1 s
  expect(placeUnderRoofs({ flops: 50e9, bytes: 1e9, ns: 1e9 }, roofs)).toMatchObject({
    intensity: 50,
    boundBy: 'compute',
    roofShare: 0.5,
    gapNs: 5e8,
  })
})

test('bytes that come from a cache lift work above the roof of memory: a share above 1, a gap below 0', () => {
  expect(placeUnderRoofs({ flops: 0, bytes: 4e9, ns: 2e8 }, roofs)).toMatchObject({ roofShare: 2, gapNs: -2e8 })
})

test('what moves nothing has no intensity; what does nothing or took no time has no place', () => {
  expect(placeUnderRoofs({ flops: 1e9, bytes: 0, ns: 1e8 }, roofs)?.intensity).toBeNull()
  expect(placeUnderRoofs({ flops: 0, bytes: 0, ns: 1e8 }, roofs)).toBeNull()
  expect(placeUnderRoofs({ flops: 1e9, bytes: 1, ns: 0 }, roofs)).toBeNull()
})

test('a type is bound by its own peak, and by that of floats where the machine has none for it', () => {
  const plain = { ...roundPeaks, bf16FlopPerS: null, int8FlopPerS: null }
  expect(roofsOf(roundPeaks, 'int8')).toEqual({ flopPerS: 8e11, bytesPerS: 4e10 })
  expect(roofsOf(plain, 'int8').flopPerS).toBe(2e11)
  expect([peakType(roundPeaks, 'bf16'), peakType(plain, 'bf16')]).toEqual(['bf16', 'f32'])
})

test('the type that most FLOP run on is summed over kernels, not taken from the largest', () => {
  const kernels = [
    { type: 'f32', flops: 5 },
    { type: 'int8', flops: 3 },
    { type: 'int8', flops: 3 },
  ] as const
  expect(dominantType(kernels)).toBe('int8')
  expect(dominantType([])).toBeNull()
  expect(dominantType([{ type: 'f32', flops: 0 }])).toBeNull()
})
