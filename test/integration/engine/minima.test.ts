/**
 * int4 with a minimum per group: what was quantized elsewhere is taken over as it is, what is not loses less than without
 * minima, and plans that misuse such weights are refused.
 */
import { expect, test } from 'vitest'
import type { AffineSource, Plan, WeightPart } from '../../../engine/backends/plan.ts'
import type { Model } from '../../../engine/model/model.ts'
import { compile } from '../../../engine/compiler/compile.ts'
import { logitsOf, nativeBackend, relativeRms } from '../../helpers/open-small.ts'
import type { Stored } from '../../helpers/lookup-plan.ts'
import { lookUp } from '../../helpers/lookup-plan.ts'
import { oraclesPresent, quantOracle } from '../../helpers/oracle-model.ts'
import { fromF16 } from '../../helpers/safetensors.ts'
import { smallModels } from '../../helpers/small-models.ts'
import { tinyOptions } from '../../helpers/tiny-backend.ts'

const minima: Stored = { format: 'int4', minima: true }
const n = 100 // 4 groups a row, the last of 4 columns; 7 strips, the last partly padding
const groupsOf = (cols: number) => Math.ceil(cols / 32)
const noise = (i: number) => (Math.imul(i + 1, 0x9e3779b1) >>> 8) / 2 ** 24

/** Integers that need not reach 0 and 15, scales of either sign, minima that no half holds. */
function affine(rows: number, cols: number, seed: number, size = 1): AffineSource {
  const groups = rows * groupsOf(cols)
  return {
    kind: 'affine',
    integers: Uint8Array.from({ length: rows * cols }, (_, i) => 2 + Math.floor(13 * noise(seed + i))),
    scales: Float32Array.from({ length: groups }, (_, g) => (size * Math.round(64 * (noise(seed - g) - 0.4))) / 128),
    minima: Float32Array.from({ length: groups }, (_, g) => 3 * size * (noise(3 * seed + g) - 0.5)),
  }
}

/** Element i of the rows, in float64. */
function valueOf({ integers, scales, minima: least }: AffineSource, cols: number, i: number): number {
  const group = Math.floor(i / cols) * groupsOf(cols) + Math.floor((i % cols) / 32)
  return (scales[group] as number) * (integers[i] as number) + (least[group] as number)
}

test('weights given as integers, scales and minima come out as scale * integer + min, to float', () => {
  const source = affine(n, n, 7)
  for (const isa of nativeBackend.isas) {
    for (const threads of [1, 3]) {
      const { logits } = lookUp(nativeBackend, { parts: [{ rows: n, source }], n, stored: minima }, { isa, threads })
      logits.forEach((got, i) => expect(Math.abs(got - valueOf(source, n, i))).toBeLessThan(6 * 2 ** -23))
    }
  }
})

test('given rows are exact beside others that share their block of 16', () => {
  const [first, last] = [affine(5, n, 1), affine(n - 26, n, 2)]
  const middle = { kind: 'random', seed: 3, scale: 0.5 } as const
  const parts: WeightPart[] = [
    { rows: 5, source: first },
    { rows: 21, source: middle },
    { rows: n - 26, source: last },
  ]
  const { logits } = lookUp(nativeBackend, { parts, n, stored: minima })
  const random = lookUp(nativeBackend, { parts: [{ rows: n, source: middle }], n }).logits
  logits.forEach((got, i) => {
    const row = Math.floor(i / n)
    const given = row < 5 ? valueOf(first, n, i) : row >= 26 ? valueOf(last, n, i - 26 * n) : null
    const step = given === null ? 0.5 / 15 + 1e-3 : 6 * 2 ** -23
    expect(Math.abs(got - (given ?? (random[i - 5 * n] as number)))).toBeLessThan(step)
  })
})

test('other formats read given integers as the floats they stand for', () => {
  const source = affine(n, n, 9)
  const { logits } = lookUp(nativeBackend, { parts: [{ rows: n, source }], n })
  logits.forEach((got, i) => expect(Math.abs(got - valueOf(source, n, i))).toBeLessThan(6 * 2 ** -23))
})

test('of weights on one side of zero the error is a fraction of that of symmetric int4, and of others no larger', () => {
  const squaredError = (values: Float32Array, stored: Stored) => {
    const { logits } = lookUp(nativeBackend, { parts: [{ rows: n, source: { kind: 'values', values } }], n, stored })
    return logits.reduce((sum, got, i) => sum + (got - (values[i] as number)) ** 2, 0)
  }
  const ratio = (offset: number) => {
    const values = Float32Array.from({ length: n * n }, (_, i) => offset + noise(i) - 0.5)
    return squaredError(values, minima) / squaredError(values, { format: 'int4' })
  }
  expect(ratio(0)).toBeLessThan(1)
  expect(ratio(0.7)).toBeLessThan(0.25)
  expect(ratio(-3)).toBeLessThan(0.05)
})

/** The model with every matrix given as integers, and with the floats they stand for. */
function bothWays(model: Model): readonly [given: Model, floats: Model] {
  const sourceOf = (name: string) => {
    const { rows, cols } = model.weights(name)
    return affine(rows, cols, name.length * rows, 2 ** -Math.round(Math.log2(cols) / 2))
  }
  const isMatrix = (name: string) => !name.endsWith('norm') && !name.endsWith('.bias')
  const given: Model = {
    ...model,
    weights: (name) => (isMatrix(name) ? { ...model.weights(name), source: sourceOf(name) } : model.weights(name)),
  }
  const floats: Model = {
    ...model,
    weights: (name) => {
      if (!isMatrix(name)) return model.weights(name)
      const tensor = model.weights(name)
      const source = sourceOf(name)
      const values = Float32Array.from(source.integers, (_, i) => valueOf(source, tensor.cols, i))
      return { ...tensor, source: { kind: 'values', values } }
    },
  }
  return [given, floats]
}

test('a model of given integers has the logits of one of the floats they stand for, in fused layers and plain ones', () => {
  for (const model of smallModels) {
    const [given, floats] = bothWays(model)
    const tokens = Array.from({ length: 21 }, (_, i) => (i * 37 + 11) % model.config.vocabSize)
    const exact = logitsOf(floats, [tokens], { quant: 'f32', kvCacheType: 'f32' }, true)
    for (const isa of nativeBackend.isas) {
      const run = (quant: 'int4-asym' | 'int4-asym-a16', disabledPasses: readonly string[] = []) =>
        relativeRms(logitsOf(given, [tokens], { quant, isa, kvCacheType: 'f32', disabledPasses }, true), exact)
      expect(run('int4-asym-a16')).toBeLessThan(3e-6)
      expect(run('int4-asym-a16', ['fuse-qkv', 'fuse-bias', 'fuse-residual', 'fuse-gate-up'])).toBeLessThan(3e-6)
      expect(run('int4-asym')).toBeLessThan(0.05)
    }
  }
})

test.skipIf(!oraclesPresent)(
  'blocks of Q4_1 are read as they were written, and our own rounding of their source is theirs (needs ../shared/data/oracles)',
  () => {
    const { packed, dequantized, source } = quantOracle('q4_1')
    const rows = 12
    const cols = 256
    const half = (at: number) => fromF16((packed[at] as number) + 256 * (packed[at + 1] as number))
    const blocks = Array.from({ length: (rows * cols) / 32 }, (_, block) => block * 20)
    const given: AffineSource = {
      kind: 'affine',
      integers: Uint8Array.from({ length: rows * cols }, (_, i) => {
        const pair = packed[(blocks[Math.floor(i / 32)] as number) + 4 + (i % 16)] as number
        return i % 32 < 16 ? pair & 15 : pair >> 4
      }),
      scales: Float32Array.from(blocks, half),
      minima: Float32Array.from(blocks, (at) => half(at + 2)),
    }
    const rest: WeightPart = { rows: cols - rows, source: { kind: 'constant', value: 0 } }
    const read = (part: WeightPart['source']) =>
      lookUp(nativeBackend, { parts: [{ rows, source: part }, rest], n: cols, stored: minima }).logits
    for (const logits of [read(given), read({ kind: 'values', values: source })]) {
      dequantized.forEach((wanted, i) => {
        const row = dequantized.subarray(Math.floor(i / 32) * 32, Math.floor(i / 32) * 32 + 32)
        const size = Math.max(...row.map(Math.abs))
        expect(Math.abs((logits[i] as number) - wanted)).toBeLessThanOrEqual(size * 2 ** -22)
      })
    }
  },
)

const [even] = smallModels as [Model]
const plan = compile(even.config, even.weights, { quant: 'int4-asym' })
const fused = compile(even.config, even.weights, { quant: 'int4' })
const withWeights = (of: Plan, change: object): Plan => ({
  ...of,
  weights: of.weights.map((weight) => (weight.layout === 'packed16' ? { ...weight, ...change } : weight)),
})
const withNodes = (op: string, change: object): Plan => ({
  ...plan,
  nodes: plan.nodes.map((node) => (node.op === op ? { ...node, ...change } : node)),
})

test.each<[string, Plan, RegExp]>([
  [
    'int8 with minima',
    withWeights(plan, { format: 'int8' }),
    /weight embed: expected format int4 with minima, got int8/,
  ],
  [
    'minima packed in every step',
    withWeights(plan, { layout: 'unpacked' }),
    /weight embed: expected layout packed16 with minima, got unpacked/,
  ],
  [
    'minima that are not there',
    withWeights(plan, { minima: false }),
    /linear_minima\): minima of the weight: expected 1/,
  ],
  [
    'a fused gate over minima',
    withWeights(fused, { minima: true }),
    /linear_gated\): minima of the weight: expected 0/,
  ],
  [
    'sums of other width',
    withNodes('linear_minima', { in: [0] }),
    /input cols, a group of 32 weight cols each: expected 4, got 128/,
  ],
  [
    'sums for another input',
    withNodes('group_sums', { out: [0] }),
    /output cols, a group of 32 each: expected 4, got 128/,
  ],
])('%s are refused by name', (_, wrong, message) => {
  expect(() => nativeBackend.open(wrong, tinyOptions(nativeBackend))).toThrow(message)
})

test.each(['integers', 'scales', 'minima'] as const)('too few %s are refused by name', (field) => {
  const source = affine(n, n, 1)
  const short = { ...source, [field]: source[field].slice(1) }
  expect(() => lookUp(nativeBackend, { parts: [{ rows: n, source: short }], n, stored: minima })).toThrow(
    new RegExp(`weight table: expected \\d+ ${field}, got \\d+`),
  )
})
