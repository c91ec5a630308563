import { expect, test } from 'vitest'
import { newRunId } from '../../../../../src/cli/pipeline/run-id.ts'

test('a run id holds the start in UTC and 24 bits of its own', () => {
  expect(newRunId(Date.UTC(2026, 10, 21, 8, 45, 0), Uint8Array.of(0xab, 0x12, 0xcd))).toBe('20261121-084500-ab12cd')
})

test('ids sort by start, and two of the same second differ', () => {
  expect(newRunId(1e12) < newRunId(1e12 + 1000)).toBe(true)
  expect(newRunId(1e12)).not.toBe(newRunId(1e12))
})
