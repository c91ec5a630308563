import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadNativeBackend, measureNativePeaks } from '../../../engine/backends/native.ts'
import { keptPeaks, machinePeaks } from '../../../engine/runtime/setup/machine-peaks.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infbench-peaks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { isas } = loadNativeBackend()

/**
 * Products of dots for one of floats, the least and the most: by the widths and the ports of the processors there are, with room for what other
 * programs take while one of the two is measured. bf16 has twice the products of an instruction, on some at half the rate. Bytes have four
 * times as many where there is an instruction for them; without one they take three, which at avx512 are those of AVX2, half as wide
 * as the floats beside them.
 */
const dotsPerFloat = (isa: string) => ({
  bf16: [0.75, 2.5],
  int8: isa === 'avx512' ? [0.5, 2.5] : isa === 'avx2' ? [0.75, 2.5] : [1.5, 5],
})

test('every instruction set of this CPU has a peak of floats and of memory, and a wider one is no slower', () => {
  const peaks = isas.map((isa) => measureNativePeaks(1, isa))
  for (const [i, { f32, bf16, int8, read, sustained }] of peaks.entries()) {
    expect(sustained.f32).toBeLessThanOrEqual(f32)
    expect(sustained.f32).toBeGreaterThan(f32 / 100)
    expect([sustained.bf16 === null, sustained.int8 === null]).toEqual([bf16 === null, int8 === null])
    expect(f32).toBeGreaterThan(1e8)
    expect(read).toBeGreaterThan(1e8)
    const isa = isas[i] as string
    for (const [type, [least, most]] of Object.entries(dotsPerFloat(isa)) as ['bf16' | 'int8', [number, number]][]) {
      const dots = peaks[i]?.[type] ?? null
      if (dots === null) continue
      expect(dots / f32, `${type} at ${isa}`).toBeGreaterThan(least)
      expect(dots / f32, `${type} at ${isa}`).toBeLessThan(most)
    }
  }
  // not quite none: other programs may have a part of the machine
  peaks.slice(1).forEach(({ f32 }, i) => expect(f32).toBeLessThan(1.5 * (peaks[i] as { f32: number }).f32))
})

test('what cannot be measured is refused', () => {
  expect(() => measureNativePeaks(0, 'scalar')).toThrow(/threads: expected a number of at least 1/)
  expect(() => measureNativePeaks(1, 'mmx')).toThrow(/this CPU does not run mmx/)
})

test('peaks are measured once, then read from the cache folder, and anew when asked', () => {
  let measured = 0
  const measure = (threads: number) => {
    measured++
    return { f32: threads * 1e9, bf16: null, int8: null, read: 2e9 / threads }
  }
  const question = {
    isa: 'scalar',
    cores: 2,
    measure,
    env: { XDG_CACHE_HOME: folder },
    wallMs: () => 0,
    refresh: false,
  }
  expect(keptPeaks(question)).toBeNull()
  const first = machinePeaks(question)
  expect(first.peaks).toMatchObject({
    measuredAt: '1970-01-01T00:00:00.000Z',
    allCores: { threads: 2, f32FlopPerS: 2e9 },
  })
  expect(first.peaks.allCores.readBytesPerS).toBe(2e9) // what one core reads alone, all can
  expect([machinePeaks(question), measured]).toEqual([first, 2])
  expect(keptPeaks(question)).toEqual(first.peaks)
  machinePeaks({ ...question, refresh: true })
  expect(measured).toBe(4)
  expect(machinePeaks({ ...question, env: {} }).path).toBeNull()
})
