import { expect, test } from 'vitest'
import { syntheticModels } from '../../../../../engine/model/synthetic.ts'
import type { ModelConfig } from '../../../../../engine/model/model-config.ts'
import { sizeEngine } from '../../../../../engine/runtime/setup/sizing.ts'

const config = syntheticModels['llama-110m'] as ModelConfig // 2 * 12 * 12 * 64 * 4 = 73,728 bytes a token
const options = {
  contextLength: null,
  kvLayout: 'paged' as const,
  kvCacheBytes: null,
  maxBatch: 2,
  maxQueue: 5,
  maxStepTokens: 256,
}
const pageBytes = 16 * 73_728
const gibi = 2 ** 30

test('by default every place of the batch has a full context', () => {
  const { kvBlocks, limits } = sizeEngine(config, 'f32', options, 64 * gibi)
  expect(kvBlocks).toBe((2 * 2048) / 16)
  expect(limits).toEqual({ maxSequences: 2, maxStepTokens: 256, maxSequenceTokens: 2048, maxQueue: 5 })
})

test('the default stays under 2 GiB and under a quarter of the memory', () => {
  expect(sizeEngine(config, 'f32', { ...options, maxBatch: 64 }, 64 * gibi).kvBlocks).toBe(
    Math.floor((2 * gibi) / pageBytes),
  )
  expect(sizeEngine(config, 'f32', { ...options, maxBatch: 64 }, 2 * gibi).kvBlocks).toBe(
    Math.floor(gibi / 2 / pageBytes),
  )
})

test('a cache smaller than a context lowers the context to what it holds', () => {
  const { kvBlocks, limits } = sizeEngine(config, 'f32', { ...options, kvCacheBytes: 3 * pageBytes + 1 }, gibi)
  expect([kvBlocks, limits.maxSequenceTokens]).toEqual([3, 48])
})

test('a step always has room for one token of every sequence', () => {
  expect(sizeEngine(config, 'f32', { ...options, maxBatch: 300 }, gibi).limits.maxStepTokens).toBe(300)
})

test('a context beyond the model and a cache below a page are refused', () => {
  expect(() => sizeEngine(config, 'f32', { ...options, contextLength: 2049 }, gibi)).toThrow(
    /at most the model's 2048, got 2049/,
  )
  expect(() => sizeEngine(config, 'f32', { ...options, kvCacheBytes: pageBytes - 1 }, gibi)).toThrow(/one page/)
})

test('a smaller type of the cache holds more tokens in the same memory', () => {
  const kvCacheBytes = 8 * pageBytes
  const blocks = (type: 'f32' | 'bf16' | 'int8') =>
    sizeEngine(config, type, { ...options, kvCacheBytes }, gibi).kvBlocks
  expect([blocks('f32'), blocks('bf16')]).toEqual([8, 16])
  expect(blocks('int8')).toBe(Math.floor((8 * 64 * 4) / (64 + 4))) // a scale for 64 values
})

test('contiguous pages hold a context each, rounded up to the kernels’ groups', () => {
  const sizes = sizeEngine(config, 'f32', { ...options, kvLayout: 'contiguous', contextLength: 1000 }, 64 * gibi)
  expect([sizes.blockTokens, sizes.kvBlocks, sizes.limits.maxSequenceTokens]).toEqual([1008, 2, 1000])
  const long = syntheticModels['llama-1b'] as ModelConfig
  expect(() => sizeEngine(long, 'bf16', { ...options, kvLayout: 'contiguous' }, 64 * gibi)).toThrow(/at most 65536/)
})
