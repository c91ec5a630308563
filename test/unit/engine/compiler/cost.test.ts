import { expect, test } from 'vitest'
import { compile } from '../../../../engine/compiler/compile.ts'
import { costOf } from '../../../../engine/compiler/cost.ts'
import type { ModelConfig } from '../../../../engine/model/model-config.ts'
import { parameterCount } from '../../../../engine/model/model-config.ts'
import { syntheticModels, syntheticWeights } from '../../../../engine/model/synthetic.ts'

const config = syntheticModels['llama-110m'] as ModelConfig
const plan = compile(config, syntheticWeights(config, 1))
const node = (name: string) => {
  const found = plan.nodes.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no node ${name}`)
  return found
}
const decode = { tokens: 1, logitsRows: 1, pairs: 100, contextTokens: 100 }

test('a linear multiplies and adds once per weight and row, and reads each weight once', () => {
  const { flops, bytes } = node('layers.0.attention.qkv')
  expect(costOf(flops, { ...decode, tokens: 5 })).toBe(5 * 2 * 768 * 2304)
  expect(costOf(bytes, { ...decode, tokens: 5 })).toBe(4 * (768 * 2304 + 5 * (768 + 2304)))
})

test('a residual costs an addition and a read per output', () => {
  const { flops, bytes } = node('layers.0.attention.o')
  expect(costOf(flops, decode)).toBe(2 * 768 * 768 + 768)
  expect(costOf(bytes, decode)).toBe(4 * (768 * 768 + 768 + 768 + 768))
})

test('attention costs by pairs and moves keys and values once per sequence', () => {
  const { flops, bytes } = node('layers.3.attention.attention')
  expect(costOf(flops, decode)).toBe(100 * 12 * (4 * 64 + 4))
  expect(costOf(bytes, decode)).toBe(100 * 2 * 768 * 4 + 2 * 768 * 4)
})

test('the head costs by wanted rows, not by tokens', () => {
  const { flops } = node('head')
  expect(costOf(flops, { ...decode, tokens: 500 })).toBe(2 * 768 * 32_000)
})

test('one decoded token costs two FLOP per weight of the linears, and little besides', () => {
  const linears = parameterCount(config) - 768 * (2 * 12 + 1) // all but the norms; the embedding is the head
  const total = plan.nodes.reduce((sum, each) => sum + costOf(each.flops, decode), 0)
  expect(total / (2 * linears)).toBeGreaterThan(1)
  expect(total / (2 * linears)).toBeLessThan(1.03)
  const bytes = plan.nodes.reduce((sum, each) => sum + costOf(each.bytes, decode), 0)
  expect(bytes / (4 * linears)).toBeGreaterThan(1)
  expect(bytes / (4 * linears)).toBeLessThan(1.03)
})
