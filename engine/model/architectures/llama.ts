/**
 * The Llama decoder as a graph, written plainly: one node per matrix, nothing fused, logits for every token. The passes of
 * the compiler make it fast; with all of them off, this is what runs.
 *
 *   x = embed(token)
 *   per layer:  x += o(attention(rope(q, k), v))  over norm(x);   x += down(silu(gate) * up)  over norm(x)
 *   token = sample(head(norm(x)))
 */
import type { Graph, GraphNode, GraphValue, GraphWeight } from '../graph.ts'
import type { ModelConfig } from '../model-config.ts'
import type { WeightLookup } from '../weights.ts'

/** Builds the graph of `config`; reads no weights, only where they are. */
export function llamaGraph(config: ModelConfig, weights: WeightLookup): Graph {
  const build = builder(config, weights)
  let x = build.embed()
  for (let layer = 0; layer < config.layers; layer++) {
    x = build.attention(x, layer)
    x = build.feedForward(x, layer)
  }
  build.head(x)
  return { nodes: build.nodes }
}

function builder(config: ModelConfig, weights: WeightLookup) {
  const nodes: GraphNode[] = []
  const { hidden, ffn, headDim } = config
  const qCols = config.heads * headDim
  const kvCols = config.kvHeads * headDim
  const frequencies = ropeFrequencies(config)

  const value = (name: string, cols: number): GraphValue => ({ name, rows: 'tokens', cols })
  const weight = (name: string, layout: GraphWeight['layout']): GraphWeight => ({
    name,
    layout,
    parts: [weights(name)],
  })
  const emit = (
    op: GraphNode['op'],
    name: string,
    inputs: readonly GraphValue[],
    output: GraphValue | null,
    rest: { weights?: readonly GraphWeight[]; attrs?: Record<string, number> } = {},
  ) => {
    nodes.push({ op, name, inputs, output, weights: rest.weights ?? [], attrs: rest.attrs ?? {} })
  }
  const linear = (name: string, from: GraphValue, to: GraphValue, outOffset = 0) =>
    emit('linear', name, [from], to, { weights: [weight(name, 'packed16')], attrs: { outOffset } })
  const norm = (name: string, from: GraphValue) => {
    const to = value(name, hidden)
    emit('norm', name, [from], to, { weights: [weight(name, 'plain')], attrs: { eps: config.normEps } })
    return to
  }
  const add = (name: string, a: GraphValue, b: GraphValue) => {
    const sum = value(name, hidden)
    emit('add', name, [a, b], sum)
    return sum
  }
  const rope = (name: string, qkv: GraphValue, heads: number, offset: number) =>
    emit('rope', name, [qkv], qkv, {
      weights: [frequencies],
      attrs: { heads, offset, interleaved: config.ropeInterleaved ? 1 : 0 },
    })

  return {
    nodes,
    embed() {
      const x = value('embed', hidden)
      emit('embed', 'embed', [], x, { weights: [weight('embed', 'packed16')] })
      return x
    },
    attention(x: GraphValue, layer: number) {
      const at = `layers.${layer}.attention`
      const normed = norm(`${at}.norm`, x)
      const qkv = value(`${at}.qkv`, qCols + 2 * kvCols)
      linear(`${at}.q`, normed, qkv, 0)
      linear(`${at}.k`, normed, qkv, qCols)
      linear(`${at}.v`, normed, qkv, qCols + kvCols)
      rope(`${at}.rope-q`, qkv, config.heads, 0)
      rope(`${at}.rope-k`, qkv, config.kvHeads, qCols)
      emit('kv_write', `${at}.kv-write`, [qkv], null, { attrs: { layer, kOffset: qCols, vOffset: qCols + kvCols } })
      const mixed = value(`${at}.mixed`, qCols)
      emit('attention', `${at}.attention`, [qkv], mixed, {
        attrs: { layer, qOffset: 0, scale: 1 / Math.sqrt(headDim) },
      })
      const projected = value(`${at}.projected`, hidden)
      linear(`${at}.o`, mixed, projected)
      return add(`${at}.residual`, x, projected)
    },
    feedForward(x: GraphValue, layer: number) {
      const at = `layers.${layer}.ffn`
      const normed = norm(`${at}.norm`, x)
      const gateUp = value(`${at}.gate-up`, 2 * ffn)
      linear(`${at}.gate`, normed, gateUp, 0)
      linear(`${at}.up`, normed, gateUp, ffn)
      const gated = value(`${at}.gated`, ffn)
      emit('gated', `${at}.gated`, [gateUp], gated)
      const projected = value(`${at}.projected`, hidden)
      linear(`${at}.down`, gated, projected)
      return add(`${at}.residual`, x, projected)
    },
    head(x: GraphValue) {
      const logits = value('logits', config.vocabSize)
      const normed = norm('norm', x)
      const table = weight(config.tiedEmbeddings ? 'embed' : 'head', 'packed16')
      emit('linear', 'head', [normed], logits, { weights: [table], attrs: { outOffset: 0 } })
      const wanted: GraphValue = { name: 'logits.rows', rows: 'logits', cols: config.vocabSize }
      emit('rows', 'logits.rows', [logits], wanted)
      emit('sample', 'sample', [wanted], null)
    },
  }
}

/** theta^(-2i / headDim) for i < headDim / 2 (Su et al., "RoFormer", eq. 15). */
function ropeFrequencies(config: ModelConfig): GraphWeight {
  const half = config.headDim / 2
  const values = Float32Array.from({ length: half }, (_, i) => config.ropeTheta ** ((-2 * i) / config.headDim))
  return {
    name: 'rope.frequencies',
    layout: 'plain',
    parts: [{ rows: 1, cols: half, source: { kind: 'values', values } }],
  }
}
