import { expect, test } from 'vitest'
import type { Compilation, CompileOptions } from '../../../../engine/compiler/compile.ts'
import { compileStages, passNames } from '../../../../engine/compiler/compile.ts'
import type { QuantName } from '../../../../engine/compiler/quantization.ts'
import { quantNames } from '../../../../engine/compiler/quantization.ts'
import type { Graph } from '../../../../engine/model/graph.ts'
import type { ModelConfig } from '../../../../engine/model/model-config.ts'
import { syntheticModels, syntheticWeights } from '../../../../engine/model/synthetic.ts'

const small: ModelConfig = { ...(syntheticModels['llama-1b'] as ModelConfig), vocabSize: 1000, layers: 2 }
const compiled = (options: Partial<CompileOptions>, config = small): Compilation =>
  compileStages(config, syntheticWeights(config, 1), options)
const ops = (graph: Graph) => graph.nodes.map((node) => node.op).join(' ')
const after = ({ stages }: Compilation, name: string): Graph => {
  const stage = stages.find((each) => each.name === name)
  if (stage === undefined) throw new Error(`no stage ${name}`)
  return stage.graph
}

test('the architecture says nothing of formats; the quantisation stage gives every matrix one and every linear its input', () => {
  const compilation = compiled({ quant: 'int4' })
  const written = after(compilation, 'written')
  expect(written.nodes.every((node) => node.weights.every(({ format }) => format === 'f32'))).toBe(true)
  const quantized = after(compilation, 'quantize')
  for (const { op, weights, inputs } of quantized.nodes) {
    if (op === 'linear') expect(inputs[0]?.type).toEqual({ kind: 'q8', span: 32, zero: 8 })
    for (const { layout, format } of weights) expect(format).toBe(layout === 'plain' ? 'f32' : 'int4')
  }
  const linears = quantized.nodes.filter(({ op }) => op === 'linear').length
  expect(quantized.nodes.filter(({ op }) => op === 'quantize')).toHaveLength(linears)
})

test.each<[QuantName, string, string]>([
  ['f32', 'f32', 'f32'],
  ['bf16', 'bf16', 'bf16'],
  ['int8', 'q8', 'int8'],
  ['int4', 'q8', 'int4'],
  ['int4-a16', 'f32', 'int4'],
  ['int4-asym', 'q8', 'int4'],
  ['int4-asym-a16', 'f32', 'int4'],
])('--quant %s: linears read %s activations and %s weights, and write f32', (quant, activations, format) => {
  const { plan } = compiled({ quant })
  const linears = plan.nodes.filter(({ op }) => op === 'linear')
  for (const { in: inputs, out, weights } of linears) {
    expect(plan.buffers[inputs[0] as number]?.type).toBe(activations)
    expect(plan.buffers[out[0] as number]?.type).toBe('f32')
    expect(plan.weights[weights[0] as number]?.format).toBe(format)
  }
  expect(plan.model.kvType).toBe(quant === 'f32' ? 'f32' : 'bf16')
  const plain = plan.weights.filter(({ layout }) => layout === 'plain')
  expect(plain.length > 0 && plain.every((weight) => weight.format === 'f32')).toBe(true)
})

test('the tied head and the embedding are one matrix in one format', () => {
  const { plan } = compiled({ quant: 'int4' })
  const tables = plan.weights.filter(({ rows }) => rows === small.vocabSize)
  expect(tables.map(({ name, format }) => [name, format])).toEqual([['embed', 'int4']])
})

test('q, k and v share one quantised row after elimination, gate and up another, and the copies are dead code', () => {
  const compilation = compiled({ quant: 'int4' })
  const readers = (graph: Graph, op: string) => graph.nodes.filter((node) => node.op === op).length
  expect(readers(after(compilation, 'quantize'), 'quantize')).toBe(2 * 7 + 1)
  expect(readers(after(compilation, 'dead-code'), 'quantize')).toBe(2 * 4 + 1)
  const [q, k, v] = ['q', 'k', 'v'].map((name) =>
    after(compilation, 'dead-code').nodes.find((node) => node.name === `layers.0.attention.${name}`),
  )
  expect(q?.inputs[0]).toBe(k?.inputs[0])
  expect(q?.inputs[0]).toBe(v?.inputs[0])
})

test('a value written in between is not the same value: rope and the residual keep their own results', () => {
  const { stages } = compiled({ quant: 'f32' })
  const before = stages.find(({ name }) => name === 'constant-folding')?.graph as Graph
  const eliminated = stages.find(({ name }) => name === 'dead-code')?.graph as Graph
  expect(ops(eliminated)).toBe(ops(before))
})

test('biases are added by their linears, stacked like them, and apart when the pass is off', () => {
  const config: ModelConfig = { ...small, biases: ['q', 'k', 'v', 'o'] }
  const base = syntheticWeights(small, 1)
  const weights = (name: string) => {
    if (!name.endsWith('.bias')) return base(name)
    return { rows: base(name.slice(0, -'.bias'.length)).rows, cols: 1, source: { kind: 'constant' as const, value: 2 } }
  }
  const { plan } = compileStages(config, weights)
  const qkv = plan.nodes.find(({ name }) => name === 'layers.0.attention.qkv')
  const bias = plan.weights[qkv?.weights[1] as number]
  expect([bias?.rows, bias?.cols, bias?.parts.length]).toEqual([(32 + 8 + 8) * 64, 1, 3])
  expect(plan.nodes.find(({ name }) => name === 'layers.0.attention.o')).toMatchObject({ in: { length: 2 } })
  const apart = compileStages(config, weights, { disabledPasses: ['fuse-bias'] }).plan
  const added = apart.nodes.filter(({ op, weights: vectors }) => op === 'add' && vectors.length === 1)
  expect(added.map(({ name }) => name).slice(0, 3)).toEqual(['q', 'k', 'v'].map((n) => `layers.0.attention.${n}.bias`))
  expect(added[1]?.attrs.offset).toBe(32 * 64)
  const zeros = (name: string) => ({ ...weights(name), ...(name.endsWith('.bias') && { source: zero }) })
  expect(compileStages(config, zeros).plan.nodes.every((node) => !node.name.endsWith('bias'))).toBe(true)
})

const zero = { kind: 'constant', value: 0 } as const

test('the angles of all layers come from one table, and from one a layer without constant folding', () => {
  const tables = (disabledPasses: readonly string[]) =>
    compiled({ disabledPasses }).plan.weights.filter(({ parts }) => parts[0]?.source.kind === 'values')
  const [table, ...more] = tables([])
  expect(more).toHaveLength(0)
  const source = table?.parts[0]?.source
  if (source?.kind !== 'values') throw new Error('expected values')
  expect(source.values[3]).toBeCloseTo(500_000 ** (-6 / 64), 6)
  expect(tables(['constant-folding'])).toHaveLength(small.layers)
})

test('every set of switches gives a plan whose buffers are written before they are read', () => {
  for (const quant of quantNames) {
    for (const disabledPasses of [[], passNames, ...passNames.map((name) => [name])]) {
      const { plan } = compiled({ quant, disabledPasses })
      const written = new Set<number>()
      for (const node of plan.nodes) {
        const inPlace = node.op === 'add' && node.weights.length > 0
        for (const input of node.in) if (!inPlace) expect([node.name, written.has(input)]).toEqual([node.name, true])
        for (const output of node.out) written.add(output)
      }
    }
  }
})

test('a partition for more than one process is refused by name', () => {
  expect(() => compiled({ placement: { rank: 1, ranks: 2 } })).toThrow(
    /partition: expected rank 0 of 1, got rank 1 of 2/,
  )
})
