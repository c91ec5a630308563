import { expect, test } from 'vitest'
import type { Plan, PlanNode } from '../../../../engine/backends/plan.ts'
import type { CompileOptions } from '../../../../engine/compiler/compile.ts'
import { compile } from '../../../../engine/compiler/compile.ts'
import { splitMinima } from '../../../../engine/compiler/split-minima.ts'
import type { GraphNode, GraphValue } from '../../../../engine/model/graph.ts'
import { f32 } from '../../../../engine/model/graph.ts'
import { smallModels } from '../../../helpers/small-models.ts'

const [even, odd] = smallModels as [(typeof smallModels)[number], (typeof smallModels)[number]]

function planOf(options: Partial<CompileOptions>, { config, weights }: typeof even = even): Plan {
  return compile(config, weights, { quant: 'int4-asym', ...options })
}
const ops = ({ nodes }: Plan, part: string) => nodes.filter(({ name }) => name.startsWith(part)).map(({ op }) => op)
const named = ({ nodes }: Plan, name: string) => nodes.find((node) => node.name === name) as PlanNode

test('a fused layer has its sums and minima in front of each linear, and a gate of its own', () => {
  const three = ['group_sums', 'linear_minima', 'linear']
  expect(ops(planOf({}), 'layers.0.')).toEqual([
    ...['norm', ...three, 'rope_kv', 'attention', ...three],
    ...['norm', ...three, 'gated', ...three],
  ])
  expect(planOf({}).nodes.every(({ op }) => op !== 'linear_gated')).toBe(true)
  expect(planOf({ quant: 'int4' }).nodes.some(({ op }) => op === 'linear_gated')).toBe(true)
})

test('the sums are of the very rows that the linear reads, a column per 32, and float', () => {
  for (const [quant, type] of [
    ['int4-asym', 'q8'],
    ['int4-asym-a16', 'f32'],
  ] as const) {
    const plan = planOf({ quant }, odd)
    const down = named(plan, 'layers.0.ffn.down')
    const minima = named(plan, 'layers.0.ffn.down.minima')
    const sums = plan.nodes.find(({ out }) => out[0] === minima.in[0]) as PlanNode
    expect([sums.op, sums.in[0]]).toEqual(['group_sums', down.in[0]])
    expect(plan.buffers[down.in[0] as number]).toMatchObject({ cols: 100, type })
    expect(plan.buffers[sums.out[0] as number]).toMatchObject({ cols: 4, type: 'f32', rows: 'tokens' })
    expect(minima.weights[0]).toBe(down.weights[0])
    expect(plan.weights[down.weights[0] as number]).toMatchObject({ format: 'int4', minima: true })
  }
})

test('bias and residual are added once, with the minima; the integers add to that in place', () => {
  const plan = planOf({}, odd)
  for (const name of ['layers.0.attention.qkv', 'layers.0.attention.o']) {
    const [linear, minima] = [named(plan, name), named(plan, `${name}.minima`)]
    expect(minima.weights).toHaveLength(2)
    expect(linear.weights).toHaveLength(1)
    expect(linear.in[1]).toBe(linear.out[0])
    expect(minima.out).toEqual(linear.out)
  }
  expect(named(plan, 'layers.0.attention.o.minima').in[1]).toBe(named(plan, 'layers.0.attention.o').out[0])
  expect(named(plan, 'layers.0.attention.qkv.minima').in).toHaveLength(1)
})

test('unfused projections of one row share its sums and write their own columns', () => {
  const plan = planOf({ disabledPasses: ['fuse-qkv', 'fuse-gate-up'] })
  expect(ops(plan, 'layers.0.').filter((op) => op === 'group_sums')).toHaveLength(4)
  expect(ops(plan, 'layers.0.').filter((op) => op === 'linear_minima')).toHaveLength(7)
  const [k, minima] = [named(plan, 'layers.0.attention.k'), named(plan, 'layers.0.attention.k.minima')]
  expect(minima.in[0]).toBe(named(plan, 'layers.0.attention.q.minima').in[0])
  expect([k.attrs.outOffset, minima.attrs.outOffset]).toEqual([4 * 64, 4 * 64])
})

test('sums of a value that is written again are made again', () => {
  const value = (name: string): GraphValue => ({ name, rows: 'tokens', cols: 64, type: f32 })
  const [x, y] = [value('x'), value('y')]
  const source = { kind: 'constant', value: 1 } as const
  const matrix = {
    name: 'w',
    layout: 'packed16',
    format: 'int4',
    minima: true,
    parts: [{ rows: 64, cols: 64, source }],
  } as const
  const linear = (name: string): GraphNode => ({
    op: 'linear',
    name,
    inputs: [x],
    output: y,
    weights: [matrix],
    attrs: {},
  })
  const write = (name: string): GraphNode => ({ op: 'add', name, inputs: [y, y], output: x, weights: [], attrs: {} })
  const sums = (nodes: readonly GraphNode[]) =>
    splitMinima({ nodes }).nodes.filter(({ op }) => op === 'group_sums').length
  expect(sums([write('a'), linear('b'), linear('c')])).toBe(1)
  expect(sums([write('a'), linear('b'), write('c'), linear('d')])).toBe(2)
})

test('without minima nothing changes', () => {
  const graph = { nodes: [] }
  expect(splitMinima(graph)).toBe(graph)
  expect(planOf({ quant: 'int4' }).weights.every((weight) => !('minima' in weight))).toBe(true)
})
