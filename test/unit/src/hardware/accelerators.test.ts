import { expect, test } from 'vitest'
import { accelerators } from '../../../../src/hardware/accelerators.ts'

test('the accelerator of the example workload is known', () => {
  expect(accelerators['h100-sxm']).toMatchObject({
    memoryBytes: 80e9,
    memoryBytesPerSecond: 3.35e12,
    peakPerSecond: { bf16: 989e12, int8: 1979e12 },
  })
})

test.each(Object.entries(accelerators))(
  'the figures of %s are dense peaks of one device',
  (_name, { peakPerSecond, ...device }) => {
    const { bf16, int8 } = peakPerSecond
    if (bf16 !== null && int8 !== null) expect(int8 / bf16).toBeCloseTo(2, 1) // a sparse figure in one of them would make it 1 or 4
    // Machine balance of known accelerators lies between about 150 and 900 FLOP per byte; a slip of a unit leaves it far behind.
    const balance = (int8 ?? 0) / device.memoryBytesPerSecond
    expect(balance).toBeGreaterThan(150)
    expect(balance).toBeLessThan(1000)
    expect(device.source).toContain('datasheet')
  },
)
