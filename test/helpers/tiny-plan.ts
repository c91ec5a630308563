/**
 * A Llama of a few thousand weights as a plan written by hand, so that the executor is tested without the compiler. Fused
 * and unfused forms hold the same weights. `tiny-forward.ts` computes the same model in float64.
 */
import type { Plan, PlanBuffer, PlanNode, PlanWeight } from '../../engine/backends/plan.ts'

export interface TinyShape {
  readonly layers: number
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly ffn: number
  readonly vocabSize: number
  readonly interleaved: boolean
  readonly bias: boolean
  readonly fused: boolean
}

export const tinyShape: TinyShape = {
  layers: 2,
  heads: 6,
  kvHeads: 2,
  headDim: 24,
  ffn: 200,
  vocabSize: 157,
  interleaved: false,
  bias: true,
  fused: true,
}

/** Row-major weights by canonical name; matrices are rows x cols. */
export type TinyWeights = ReadonlyMap<string, { rows: number; cols: number; values: Float32Array }>

export const hiddenOf = (shape: TinyShape): number => shape.heads * shape.headDim

/** Uniform in [-1, 1), by the generator of Numerical Recipes' "ranqd1". */
export function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
}

export function tinyWeights(shape: TinyShape, seed: number): TinyWeights {
  const hidden = hiddenOf(shape)
  const kv = shape.kvHeads * shape.headDim
  const made = new Map<string, { rows: number; cols: number; values: Float32Array }>()
  const next = uniform(seed)
  const add = (name: string, rows: number, cols: number, scale: number, centre = 0) =>
    made.set(name, { rows, cols, values: Float32Array.from({ length: rows * cols }, () => centre + scale * next()) })
  const matrix = (name: string, rows: number, cols: number) => add(name, rows, cols, 2 / Math.sqrt(cols))
  add('embed', shape.vocabSize, hidden, 1)
  for (let layer = 0; layer < shape.layers; layer++) {
    add(`${layer}.norm1`, 1, hidden, 0.2, 1)
    matrix(`${layer}.q`, hidden, hidden)
    matrix(`${layer}.k`, kv, hidden)
    matrix(`${layer}.v`, kv, hidden)
    add(`${layer}.qkv.bias`, 1, hidden + 2 * kv, shape.bias ? 0.5 : 0)
    matrix(`${layer}.o`, hidden, hidden)
    add(`${layer}.norm2`, 1, hidden, 0.2, 1)
    matrix(`${layer}.gate`, shape.ffn, hidden)
    matrix(`${layer}.up`, shape.ffn, hidden)
    matrix(`${layer}.down`, hidden, shape.ffn)
  }
  add('norm', 1, hidden, 0.2, 1)
  const half = shape.headDim / 2
  made.set('rope', { rows: 1, cols: half, values: Float32Array.from({ length: half }, (_, i) => 10000 ** (-i / half)) })
  return made
}

export function tinyPlan(shape: TinyShape, weights: TinyWeights): Plan {
  const build = planBuilder(weights)
  const hidden = hiddenOf(shape)
  const kv = shape.kvHeads * shape.headDim
  const x = build.buffer('x', hidden)
  const normed = build.buffer('normed', hidden)
  const qkv = build.buffer('qkv', hidden + 2 * kv)
  const mixed = build.buffer('mixed', hidden)
  const gateUp = build.buffer('gateUp', 2 * shape.ffn)
  const gated = build.buffer('gated', shape.ffn)
  const projected = build.buffer('projected', hidden)
  const wanted = build.buffer('wanted', hidden, 'logits')
  const logits = build.buffer('logits', shape.vocabSize, 'logits')
  const norm = (from: number, to: number, weight: string) =>
    build.node('norm', [from], [to], [build.plain(weight)], { eps: 1e-5 })
  const output = (from: number, weight: string) => {
    if (shape.fused) return build.node('linear', [from, x], [x], [build.packed(weight)])
    build.node('linear', [from], [projected], [build.packed(weight)])
    build.node('add', [x, projected], [x], [])
  }
  build.node('embed', [], [x], [build.packed('embed')])
  for (let layer = 0; layer < shape.layers; layer++) {
    norm(x, normed, `${layer}.norm1`)
    const names = ['q', 'k', 'v'].map((name) => `${layer}.${name}`)
    const qkvWeights = [build.packed(...names), ...(shape.bias ? [build.plain(`${layer}.qkv.bias`)] : [])]
    build.node('linear', [normed], [qkv], qkvWeights)
    const rope = (op: 'rope' | 'rope_kv', heads: number, offset: number, attrs = {}) =>
      build.node(op, [qkv], [qkv], [build.plain('rope')], {
        heads,
        offset,
        interleaved: shape.interleaved ? 1 : 0,
        ...attrs,
      })
    const write = { layer, kOffset: hidden, vOffset: hidden + kv }
    if (shape.fused) {
      rope('rope_kv', shape.heads + shape.kvHeads, 0, write)
    } else {
      rope('rope', shape.heads, 0)
      rope('rope', shape.kvHeads, hidden)
      build.node('kv_write', [qkv], [], [], write)
    }
    const attrs = { layer, qOffset: 0, scale: 1 / Math.sqrt(shape.headDim) }
    build.node('attention', [qkv], [mixed], [], attrs)
    output(mixed, `${layer}.o`)
    norm(x, normed, `${layer}.norm2`)
    if (shape.fused) {
      build.node('linear', [normed], [gateUp], [build.packed(`${layer}.gate`, `${layer}.up`)])
    } else {
      build.node('linear', [normed], [gateUp], [build.packed(`${layer}.gate`)], { outOffset: 0 })
      build.node('linear', [normed], [gateUp], [build.packed(`${layer}.up`)], { outOffset: shape.ffn })
    }
    build.node('gated', [gateUp], [gated], [])
    output(gated, `${layer}.down`)
  }
  build.node('rows', [x], [wanted], [])
  build.node('norm', [wanted], [wanted], [build.plain('norm')], { eps: 1e-5 })
  build.node('linear', [wanted], [logits], [build.packed('embed')])
  build.node('sample', [logits], [], [])
  const { layers, heads, kvHeads, headDim, vocabSize } = shape
  return { model: { layers, heads, kvHeads, headDim, vocabSize, kvType: 'f32' }, ...build.parts }
}

function planBuilder(weights: TinyWeights) {
  const parts = { weights: [] as PlanWeight[], buffers: [] as PlanBuffer[], nodes: [] as PlanNode[] }
  const known = new Map<string, number>()
  const weight = (layout: PlanWeight['layout'], names: string[]): number => {
    const name = names.join('+')
    const index = known.get(name)
    if (index !== undefined) return index
    const tensors = names.map((each) => weights.get(each) ?? { rows: 0, cols: 0, values: new Float32Array() })
    const rows = tensors.reduce((sum, tensor) => sum + tensor.rows, 0)
    const sources = tensors.map((tensor) => ({
      rows: tensor.rows,
      source: { kind: 'values' as const, values: tensor.values },
    }))
    parts.weights.push({ name, rows, cols: tensors[0]?.cols ?? 0, layout, format: 'f32', parts: sources })
    known.set(name, parts.weights.length - 1)
    return parts.weights.length - 1
  }
  return {
    parts,
    packed: (...names: string[]) => weight('packed16', names),
    plain: (name: string) => weight('plain', [name]),
    buffer: (name: string, cols: number, rows: PlanBuffer['rows'] = 'tokens') =>
      parts.buffers.push({ name, rows, cols, type: 'f32', slot: parts.buffers.length }) - 1,
    node: (
      op: PlanNode['op'],
      input: number[],
      output: number[],
      nodeWeights: number[],
      attrs: Record<string, number> = {},
    ) => {
      const name = `${op}.${parts.nodes.length}`
      parts.nodes.push({ op, name, in: input, out: output, weights: nodeWeights, attrs, flops: {}, bytes: {} })
    },
  }
}
