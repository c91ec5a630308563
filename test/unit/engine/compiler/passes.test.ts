import { expect, test } from 'vitest'
import { compile, graphPasses, passNames } from '../../../../engine/compiler/compile.ts'
import { activationMemory } from '../../../../engine/compiler/activation-memory.ts'
import { fuseResidualNorm } from '../../../../engine/compiler/passes/fusion/fuse-residual-norm.ts'
import { f32, type GraphNode, type GraphValue } from '../../../../engine/model/graph.ts'
import type { ModelConfig } from '../../../../engine/model/model-config.ts'
import { syntheticModels, syntheticWeights } from '../../../../engine/model/synthetic.ts'

const config: ModelConfig = { ...(syntheticModels['llama-15m'] as ModelConfig), layers: 2 }
const weights = syntheticWeights(config, 1)
const plan = (disabled: readonly string[] = []) => compile(config, weights, { disabledPasses: disabled })
const ops = (disabled: readonly string[]) => plan(disabled).nodes.map((node) => node.op)
const without = (...names: string[]) => passNames.filter((name) => !names.includes(name))

test('with all passes off the plan is the architecture as written', () => {
  const layer = 'norm linear linear linear rope rope kv_write attention linear add norm linear linear gated linear add'
  expect(ops(passNames).join(' ')).toBe(`embed ${layer} ${layer} norm linear rows sample`)
})

test('with all passes on a layer is eight calls, and the last one picks its rows after attention', () => {
  const layer = 'norm linear rope_kv attention linear norm linear_gated linear'
  const last = 'norm linear rope_kv attention rows rows linear norm linear_gated linear'
  expect(ops([]).join(' ')).toBe(`embed ${layer} ${last} norm linear sample`)
})

test.each([
  ['fuse-qkv', 'linear', 4],
  ['fuse-gate-up', 'linear', 2],
  ['fuse-rope-kv', 'rope_kv', -2],
  ['fuse-residual', 'add', 4],
  ['fuse-residual-norm', 'add', 4],
])('%s alone changes the number of %s nodes by %d', (pass, op, fewer) => {
  const count = (disabled: readonly string[]) => ops(disabled).filter((name) => name === op).length
  expect(count(passNames) - count(without(pass))).toBe(fewer)
})

test('a norm adds what no projection added, onto the residual, which stays one buffer through all layers', () => {
  const p = plan(['fuse-residual'])
  const norms = p.nodes.filter(({ op }) => op === 'norm')
  expect(p.nodes.some(({ op }) => op === 'add')).toBe(false)
  expect(norms.map((node) => node.in.map((i) => p.buffers[i]?.cols))).toEqual([
    [288],
    ...Array.from({ length: 4 }, () => [288, 288]),
  ])
  const wide = norms.filter((node) => p.buffers[node.in[0] as number]?.rows === 'tokens')
  expect(new Set(wide.map((node) => node.in[0])).size).toBe(1)
  const [first, second] = norms
  expect(second?.flops.perToken).toBe((first?.flops.perToken ?? 0) + 288)
  expect(second?.bytes.perToken).toBe((first?.bytes.perToken ?? 0) + 2 * 288 * 4)
})

test('an addition stays where the old residual or the sum is read in between', () => {
  const value = (name: string): GraphValue => ({ name, rows: 'tokens', cols: 32, type: f32 })
  const [x, a, sum, y, z] = ['x', 'a', 'sum', 'y', 'z'].map(value) as [
    GraphValue,
    GraphValue,
    GraphValue,
    GraphValue,
    GraphValue,
  ]
  const node = (op: GraphNode['op'], inputs: readonly GraphValue[], output: GraphValue): GraphNode => {
    return { op, name: output.name, inputs, output, weights: [], attrs: {} }
  }
  const add = node('add', [x, a], sum)
  const norm = node('norm', [sum], y)
  const opsOf = (nodes: readonly GraphNode[]) => fuseResidualNorm.apply({ nodes }, config).nodes.map(({ op }) => op)
  expect(opsOf([add, norm, node('add', [sum, y], z)])).toEqual(['norm', 'add'])
  expect(opsOf([add, norm, node('activate', [x], z)])).toEqual(['add', 'norm', 'activate'])
  expect(opsOf([add, node('activate', [sum], z), norm])).toEqual(['add', 'activate', 'norm'])
  expect(opsOf([node('add', [x, x], sum), norm])).toEqual(['add', 'norm'])
})

test('fused projections are the very matrices of the unfused, stacked', () => {
  const fused = plan().weights.find((weight) => weight.name === 'layers.1.attention.qkv')
  const parts = ['q', 'k', 'v'].map((name) =>
    plan(passNames).weights.find((w) => w.name === `layers.1.attention.${name}`),
  )
  expect(fused?.parts).toEqual(parts.map((part) => part?.parts[0]))
  expect(fused?.rows).toBe(3 * 288)
})

test('last-token-logits runs head and last feed-forward on wanted rows, all before on tokens', () => {
  const p = plan()
  const rowsOf = (name: string) =>
    p.nodes.filter((n) => n.name === name).map((n) => p.buffers[n.out[0] as number]?.rows)
  expect(rowsOf('head')).toEqual(['logits'])
  expect(rowsOf('layers.1.ffn.down')).toEqual(['logits'])
  expect(rowsOf('layers.1.attention.o')).toEqual(['logits'])
  expect(rowsOf('layers.1.attention.attention')).toEqual(['tokens'])
  expect(rowsOf('layers.0.ffn.down')).toEqual(['tokens'])
})

test('without prepack-weights what only linears read is packed in every step, and costs more bytes for it', () => {
  const layouts = (disabled: readonly string[]) =>
    new Set(plan(disabled).weights.map(({ name, layout }) => `${name.split('.').at(-1)} ${layout}`))
  expect([...layouts([])].filter((name) => name.endsWith('unpacked'))).toEqual([])
  expect([...layouts(['prepack-weights'])]).toEqual(
    expect.arrayContaining(['embed packed16', 'qkv unpacked', 'down unpacked', 'norm plain']),
  )
  const bytes = (disabled: readonly string[]) =>
    plan(disabled).nodes.find((n) => n.name === 'layers.0.ffn.down')?.bytes.fixed
  expect(bytes(['prepack-weights'])).toBe(3 * (bytes([]) ?? 0))
  const minima = compile(config, weights, { quant: 'int4-asym', disabledPasses: ['prepack-weights'] })
  expect(minima.weights.filter(({ layout }) => layout === 'unpacked')).toEqual([])
})

test('a tied head reads the table of the embedding, once in memory', () => {
  const p = plan()
  const embed = p.nodes.find((node) => node.op === 'embed')
  const head = p.nodes.find((node) => node.name === 'head')
  expect(head?.weights).toEqual(embed?.weights)
  expect(p.weights.filter((weight) => weight.rows === 32_000)).toHaveLength(1)
})

test('sharing buffers by liveness needs a fraction of the scratch', () => {
  const shared = activationMemory(plan())
  const apart = activationMemory(plan(['buffer-liveness']))
  expect(shared.bytesPerToken).toBeLessThan(apart.bytesPerToken / 2)
  expect(shared.bytesPerLogitsRow).toBeLessThan(apart.bytesPerLogitsRow)
  expect(activationMemory(plan(), false)).toEqual(apart)
})

test('an unknown pass is refused with the names there are', () => {
  expect(() => plan(['fuse-everything'])).toThrow(/expected one of constant-folding, .*, got fuse-everything/)
  expect(graphPasses.every((pass) => pass.purpose.length > 10)).toBe(true)
})
