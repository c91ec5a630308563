import { expect, test } from 'vitest'
import { addWork, createPhaseSums } from '../../../../../engine/runtime/telemetry/phase-sums.ts'

test('pieces of work add up: a token at position p attends to p + 1 keys', () => {
  const { prefill: sums } = createPhaseSums()
  addWork(sums, { start: 0, tokens: 4, samples: false }, 0) // 1 + 2 + 3 + 4 pairs
  addWork(sums, { start: 10, tokens: 1, samples: true }, 10) // 11 pairs
  expect(sums.ran).toEqual({ tokens: 5, logitsRows: 1, pairs: 21, contextTokens: 15 })
  expect(sums.needed).toEqual(sums.ran)
})

test('tokens computed a second time ran, but were not needed', () => {
  const { prefill: sums } = createPhaseSums()
  addWork(sums, { start: 2, tokens: 4, samples: true }, 5) // positions 2 to 4 are known, 5 is new
  expect(sums.ran).toEqual({ tokens: 4, logitsRows: 1, pairs: 3 + 4 + 5 + 6, contextTokens: 6 })
  expect(sums.needed).toEqual({ tokens: 1, logitsRows: 1, pairs: 6, contextTokens: 6 })
})

test('a piece that was computed before in full needs nothing but its logits', () => {
  const { prefill: sums } = createPhaseSums()
  addWork(sums, { start: 0, tokens: 3, samples: false }, 8)
  expect(sums.needed).toMatchObject({ tokens: 0, logitsRows: 0, pairs: 0 })
})
