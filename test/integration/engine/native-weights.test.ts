import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import type { WeightPart } from '../../../engine/backends/plan.ts'
import { lookUp } from '../../helpers/lookup-plan.ts'

const backend = loadNativeBackend()
const folder = mkdtempSync(join(tmpdir(), 'infbench-weights-'))
afterAll(() => rmSync(folder, { recursive: true }))

const n = 100 // no multiple of 16: the last strip is partly padding
const random = (rows: number, seed: number): WeightPart => ({ rows, source: { kind: 'random', seed, scale: 0.5 } })

test('random weights are the same for every instruction set and number of threads', () => {
  const expected = lookUp(backend, { parts: [random(n, 5)], n }, { threads: 1 }).logits
  for (const isa of backend.isas) {
    for (const threads of [1, 2, 3]) {
      expect(lookUp(backend, { parts: [random(n, 5)], n }, { isa, threads }).logits).toEqual(expected)
    }
  }
})

test('random weights of a stacked part are those of the part by itself, wherever it starts', () => {
  const whole = lookUp(backend, { parts: [random(n, 5)], n }).logits
  for (const first of [1, 16, 37]) {
    const stacked = lookUp(backend, { parts: [random(first, 9), random(n - first, 5)], n }).logits
    expect(stacked.subarray(first * n)).toEqual(whole.subarray(0, (n - first) * n))
  }
})

test('random weights are uniform in [-scale, scale), differ by seed and do not correlate', () => {
  const size = 512
  const values = lookUp(backend, { parts: [random(size, 1)], n: size }).logits
  const other = lookUp(backend, { parts: [random(size, 2)], n: size }).logits
  const count = values.length
  const mean = (of: (i: number) => number) => values.reduce((sum, _, i) => sum + of(i), 0) / count
  const at = (array: Float32Array, i: number) => 2 * (array[i % count] as number)
  // Standard errors of uniform [-1, 1): mean sqrt(1/3n), square sqrt(4/45n), products 1/(3 sqrt n); limits at 5 of them.
  expect(Math.abs(mean((i) => at(values, i)))).toBeLessThan(5 * Math.sqrt(1 / (3 * count)))
  expect(Math.abs(mean((i) => at(values, i) ** 2) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / (45 * count)))
  for (const lag of [1, 2, 16, size]) {
    expect(Math.abs(mean((i) => at(values, i) * at(values, i + lag)))).toBeLessThan(5 / (3 * Math.sqrt(count)))
  }
  expect(Math.abs(mean((i) => at(values, i) * at(other, i)))).toBeLessThan(5 / (3 * Math.sqrt(count)))
  expect(values.every((value) => value >= -0.5 && value < 0.5)).toBe(true)
})

test('weights of a file are read from an unaligned offset, next to constants and values', () => {
  const path = join(folder, 'weights.bin')
  const floats = Float32Array.from({ length: 40 * n }, (_, i) => Math.sin(i))
  writeFileSync(path, Buffer.concat([Buffer.from('odd'), Buffer.from(floats.buffer)]))
  const parts: WeightPart[] = [
    { rows: 40, source: { kind: 'file', path, offsetBytes: 3 } },
    { rows: 5, source: { kind: 'constant', value: 2.5 } },
    { rows: 55, source: { kind: 'values', values: Float32Array.from({ length: 55 * n }, (_, i) => i) } },
  ]
  const { logits } = lookUp(backend, { parts, n })
  expect(logits.subarray(0, 40 * n)).toEqual(floats)
  expect(logits.subarray(40 * n, 45 * n).every((value) => value === 2.5)).toBe(true)
  expect(logits.subarray(45 * n).every((value, i) => value === i)).toBe(true)
})

test('a file that is too short, missing or a folder is refused by name', () => {
  const path = join(folder, 'short.bin')
  writeFileSync(path, Buffer.alloc(n * n * 4))
  const from = (file: string, offsetBytes: number) => () =>
    lookUp(backend, { parts: [{ rows: n, source: { kind: 'file', path: file, offsetBytes } }], n })
  expect(from(path, 0)).not.toThrow()
  expect(from(path, 4)).toThrow(/short\.bin: weight table: expected 40000 bytes at offset 4, got a file of 40000 bytes/)
  expect(from(path, -4)).toThrow(/offset -4/)
  expect(from(join(folder, 'none.bin'), 0)).toThrow(/none\.bin: No such file/)
  expect(from(folder, 0)).toThrow(/expected a file/)
})
