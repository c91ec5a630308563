import { expect, test } from 'vitest'
import type { CompileOptions } from '../../../../engine/compiler/compile.ts'
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

const costs = (name: string, options: Partial<CompileOptions>) => {
  const found = compile(config, syntheticWeights(config, 1), options).nodes.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no node ${name}`)
  return { flops: costOf(found.flops, decode), bytes: costOf(found.bytes, decode) }
}

test.each([
  ['bf16', 2, 768 * 2],
  ['int8', 1 + 1 / 16, 768 * (1 + 8 / 32)],
  ['int4', 1 / 2 + 1 / 16, 768 * (1 + 8 / 32)],
  ['int4-a16', 1 / 2 + 1 / 16, 768 * 4],
] as const)(
  '%s weights take %d bytes each, rows of activations %d, and the operations stay the same',
  (quant, each, row) => {
    const { flops, bytes } = costs('layers.0.attention.qkv', { quant })
    expect(flops).toBe(2 * 768 * 2304)
    expect(bytes).toBe(768 * 2304 * each + row + 2304 * 4)
  },
)

test('minima cost a multiply-add per output and group of 32 on floats read once, and the int4 layer adds to their result', () => {
  const quant = 'int4-asym'
  const minima = costs('layers.0.attention.qkv.minima', { quant })
  expect(minima.flops).toBe(2 * 24 * 2304)
  expect(minima.bytes).toBe(4 * (24 * 2304 + 24 + 2304))
  const integers = costs('layers.0.attention.qkv', { quant })
  const symmetric = costs('layers.0.attention.qkv', { quant: 'int4' })
  expect(integers.flops - symmetric.flops).toBe(2304)
  expect(integers.bytes - symmetric.bytes).toBe(4 * 2304)
})

test('sums of q8 rows read two words a group and scale each; sums of floats read and add all', () => {
  const name = (quant: 'int4-asym' | 'int4-asym-a16') =>
    compile(config, syntheticWeights(config, 1), { quant }).nodes.find(({ op }) => op === 'group_sums')?.name ?? ''
  const q8 = costs(name('int4-asym'), { quant: 'int4-asym' })
  expect([q8.flops, q8.bytes]).toEqual([24, 4 * (24 + 24 + 24)])
  const floats = costs(name('int4-asym-a16'), { quant: 'int4-asym-a16' })
  expect([floats.flops, floats.bytes]).toEqual([768, 4 * (768 + 24)])
})

test('a row of a table with minima brings them along', () => {
  const bytes = (quant: 'int4' | 'int4-asym') => costs('embed', { quant }).bytes
  expect(bytes('int4-asym') - bytes('int4')).toBe((4 * 768) / 32)
})

test('a gate in the epilogue costs its activation, and writes half of what it computes', () => {
  const { flops, bytes } = costs('layers.0.ffn.gate-up', { quant: 'int4' })
  expect(flops).toBe(2 * 768 * 4096 + 5 * 2048)
  const q8 = (cols: number) => cols * (1 + 8 / 32)
  expect(bytes).toBe((768 * 4096 * 9) / 16 + q8(768) + q8(2048))
})

test.each([
  ['f32', 4 * 64],
  ['bf16', 2 * 64],
  ['int8', 64 + 4],
] as const)('attention reads keys and values as %s: %d bytes a head and token', (kvType, headBytes) => {
  const { bytes } = costs('layers.3.attention.attention', { kvType })
  expect(bytes).toBe(100 * 2 * 12 * headBytes + 2 * 768 * 4)
})

test.each([0, 32, 128] as const)(
  'an integer row has a head per 32 values, whatever shares a scale: %d',
  (activationGroup) => {
    const { bytes } = costs('layers.0.attention.o', {
      quant: 'int8',
      activationGroup,
      disabledPasses: ['fuse-residual'],
    })
    expect(bytes).toBe(768 * 768 * (1 + 1 / 16) + 768 * (1 + 8 / 32) + 768 * 4)
  },
)
