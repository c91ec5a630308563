import { expect, test } from 'vitest'
import { datasheetOf } from '../../../../src/hardware/datasheet-roofs.ts'

test('the roofs of several devices are theirs together', () => {
  expect(datasheetOf({ accelerator: 'l4', count: 2 })).toEqual({
    ...{ name: 'NVIDIA L4', count: 2, source: 'NVIDIA L4 datasheet', bytesPerS: 600e9 },
    flopPerS: { bf16: 242e12, int8: 484e12 },
  })
})

test('a device without a unit for a type has no such roof', () => {
  expect(datasheetOf({ accelerator: 'T4', count: 1 })?.flopPerS).toEqual({ bf16: null, int8: 130e12 })
})

test.each([null, 'my own accelerator', 'constructor', ''])('hardware called %j has no datasheet', (accelerator) => {
  expect(datasheetOf({ accelerator, count: 1 })).toBeNull()
  expect(datasheetOf(null)).toBeNull()
})
