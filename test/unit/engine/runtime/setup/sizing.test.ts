import { expect, test } from 'vitest'
import { syntheticModels } from '../../../../../engine/model/synthetic.ts'
import type { ModelConfig } from '../../../../../engine/model/model-config.ts'
import { sizeEngine } from '../../../../../engine/runtime/setup/sizing.ts'

const config = syntheticModels['llama-110m'] as ModelConfig // 2 * 12 * 12 * 64 * 4 = 73,728 bytes a token
const options = { contextLength: null, kvCacheBytes: null, maxBatch: 2, maxQueue: 5, maxStepTokens: 256 }
const pageBytes = 16 * 73_728
const gibi = 2 ** 30

test('by default every place of the batch has a full context', () => {
  const { kvBlocks, limits } = sizeEngine(config, options, 64 * gibi)
  expect(kvBlocks).toBe((2 * 2048) / 16)
  expect(limits).toEqual({ maxSequences: 2, maxStepTokens: 256, maxSequenceTokens: 2048, maxQueue: 5 })
})

test('the default stays under 2 GiB and under a quarter of the memory', () => {
  expect(sizeEngine(config, { ...options, maxBatch: 64 }, 64 * gibi).kvBlocks).toBe(Math.floor((2 * gibi) / pageBytes))
  expect(sizeEngine(config, { ...options, maxBatch: 64 }, 2 * gibi).kvBlocks).toBe(Math.floor(gibi / 2 / pageBytes))
})

test('a cache smaller than a context lowers the context to what it holds', () => {
  const { kvBlocks, limits } = sizeEngine(config, { ...options, kvCacheBytes: 3 * pageBytes + 1 }, gibi)
  expect([kvBlocks, limits.maxSequenceTokens]).toEqual([3, 48])
})

test('a step always has room for one token of every sequence', () => {
  expect(sizeEngine(config, { ...options, maxBatch: 300 }, gibi).limits.maxStepTokens).toBe(300)
})

test('a context beyond the model and a cache below a page are refused', () => {
  expect(() => sizeEngine(config, { ...options, contextLength: 2049 }, gibi)).toThrow(
    /at most the model's 2048, got 2049/,
  )
  expect(() => sizeEngine(config, { ...options, kvCacheBytes: pageBytes - 1 }, gibi)).toThrow(/one page/)
})
