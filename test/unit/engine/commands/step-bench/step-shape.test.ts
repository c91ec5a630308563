import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../../../../engine/backends/plan.ts'
import {
  planCost,
  promptChunks,
  shapeName,
  stepSizes,
  type StepShape,
} from '../../../../../engine/commands/step-bench/step-shape.ts'

test('chunks cover a prompt exactly, none above the budget', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 600 }), (tokens, most) => {
      const chunks = promptChunks(tokens, most)
      let next = 0
      for (const [from, size] of chunks) {
        expect(from).toBe(next)
        expect(size).toBeGreaterThan(0)
        expect(size).toBeLessThanOrEqual(most)
        next += size
      }
      expect(next).toBe(tokens)
    }),
  )
})

test('however a prompt is cut, its tokens see the same number of keys', () => {
  const pairs = (most: number) =>
    stepSizes({ kind: 'prefill', tokens: 300 }, 1, most).reduce((sum, size) => sum + size.pairs, 0)
  expect([pairs(300), pairs(128), pairs(7)]).toEqual([45_150, 45_150, 45_150])
})

test('a decode step reads the context and the token it adds, of every sequence', () => {
  const shape: StepShape = { kind: 'decode', sequences: 4, context: 128 }
  expect(stepSizes(shape, 2, 512)).toEqual([
    { tokens: 4, logitsRows: 4, pairs: 516, contextTokens: 516 },
    { tokens: 4, logitsRows: 4, pairs: 520, contextTokens: 520 },
  ])
})

test('shapes are named as people say them', () => {
  expect(shapeName({ kind: 'prefill', tokens: 512 })).toBe('prefill 512')
  expect(shapeName({ kind: 'decode', sequences: 8, context: 128 })).toBe('decode 8 @ 128')
})

test('what moves are weights once a step, keys and values: not rows that go from one node to the next', () => {
  const nodes = [
    { op: 'linear', flops: { perToken: 10 }, bytes: { fixed: 1000, perToken: 7 } },
    { op: 'attention', flops: { perPair: 3 }, bytes: { perToken: 5, perContextToken: 16 } },
  ]
  const sizes = stepSizes({ kind: 'decode', sequences: 2, context: 9 }, 3, 512)
  expect(planCost({ nodes } as unknown as Plan, sizes)).toEqual({
    flops: 10 * 6 + 3 * (20 + 22 + 24),
    bytes: 3 * 1000 + 16 * (20 + 22 + 24 + 6),
  })
})
