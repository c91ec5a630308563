import { expect, test } from 'vitest'
import type { StepBatch } from '../../../../engine/backends/backend.ts'
import { stepFault } from '../../../../engine/backends/check-step.ts'
import { tinyBatch } from '../../../helpers/tiny-step.ts'

const batch = (change: Partial<StepBatch> = {}): StepBatch => ({
  ...tinyBatch([{ tokens: [1, 2, 3], start: 0, pages: [0], wanted: 'all' }], 5),
  ...change,
})

test('a batch within its ranges has no fault', () => {
  expect(stepFault(batch())).toBeNull()
  expect(stepFault(batch({ temperature: Float32Array.of(0, 2, 1e30), topP: Float32Array.of(0, 0.5, 1) }))).toBeNull()
})

test.each([
  ['sequences', { sequences: 1.5 }, 'sequences: expected a whole number, got 1.5'],
  ['logitsRows', { logitsRows: Number.NaN }, 'logitsRows: expected a whole number, got NaN'],
  [
    'temperature',
    { temperature: Float32Array.of(0, -1, 0) },
    'temperature[1]: expected a number of at least 0, got -1',
  ],
  [
    'not a number',
    { temperature: Float32Array.of(0, 0, Number.NaN) },
    'temperature[2]: expected a number of at least 0, got NaN',
  ],
  ['topK', { topK: Int32Array.of(-1, 0, 0) }, 'topK[0]: expected a whole number of at least 0, got -1'],
  ['topP', { topP: Float32Array.of(1, 1, 1.5) }, 'topP[2]: expected a number from 0 to 1, got 1.5'],
  ['draw', { draw: Float64Array.of(0, 1, 0) }, 'draw[1]: expected a number from 0 to below 1, got 1'],
  ['row order', { rows: Int32Array.of(0, 2, 1) }, 'rows[2]: expected above 2, got 1'],
  ['short arrays', { topP: Float32Array.of(1) }, 'topP[1]: expected a number from 0 to 1, got undefined'],
])('a fault of %s names the element, what is expected and what came', (_name, change, message) => {
  expect(stepFault(batch(change))).toBe(message)
})
