/**
 * The Llama decoder as a graph, written plainly: one node per matrix, nothing fused, logits for every token. The passes of
 * the compiler make it fast; with all of them off, this is what runs.
 *
 *   x = embed(token)
 *   per layer:  x += o(attention(rope(q, k), v))  over norm(x);   x += down(silu(gate) * up)  over norm(x)
 *   token = sample(head(norm(x)))
 */
import type { Graph, GraphNode, GraphValue, GraphWeight } from '../graph.ts'
import { f32 } from '../graph.ts'
import type { LayerLinear, ModelConfig } from '../model-config.ts'
import type { WeightLookup } from '../weights.ts'

/** Builds the graph of `config`; reads no weights, only where they are. */
export function llamaGraph(config: ModelConfig, weights: WeightLookup): Graph {
  const build = new LlamaBuilder(config, weights)
  let x = build.embed()
  for (let layer = 0; layer < config.layers; layer++) {
    x = build.attention(x, `layers.${layer}.attention`, layer)
    x = build.feedForward(x, `layers.${layer}.ffn`)
  }
  build.head(x)
  return { nodes: build.nodes }
}

/** `attrs.activation` of the plan. */
const silu = 0

class LlamaBuilder {
  readonly nodes: GraphNode[] = []
  readonly #config: ModelConfig
  readonly #weights: WeightLookup

  constructor(config: ModelConfig, weights: WeightLookup) {
    this.#config = config
    this.#weights = weights
  }

  embed(): GraphValue {
    const x = tokenRows('embed', this.#config.hidden)
    this.#emit('embed', 'embed', [], x, { weights: [this.#weight('embed', 'packed16')] })
    return x
  }

  attention(x: GraphValue, at: string, layer: number): GraphValue {
    const { heads, kvHeads, headDim } = this.#config
    const kOffset = heads * headDim
    const vOffset = kOffset + kvHeads * headDim
    const normed = this.#norm(`${at}.norm`, x)
    const qkv = tokenRows(`${at}.qkv`, vOffset + kvHeads * headDim)
    this.#linears(at, normed, qkv, [
      ['q', 0],
      ['k', kOffset],
      ['v', vOffset],
    ])
    const frequencies = this.#frequencies(`${at}.rope-frequencies`)
    this.#rope(`${at}.rope-q`, qkv, frequencies, heads, 0)
    this.#rope(`${at}.rope-k`, qkv, frequencies, kvHeads, kOffset)
    this.#emit('kv_write', `${at}.kv-write`, [qkv], null, { attrs: { layer, kOffset, vOffset } })
    const mixed = tokenRows(`${at}.mixed`, heads * headDim)
    const attrs = { layer, qOffset: 0, scale: 1 / Math.sqrt(headDim), window: this.#config.attentionWindow }
    this.#emit('attention', `${at}.attention`, [qkv], mixed, { attrs })
    return this.#addProjected(x, mixed, at, 'o')
  }

  feedForward(x: GraphValue, at: string): GraphValue {
    const { ffn } = this.#config
    const normed = this.#norm(`${at}.norm`, x)
    const gateUp = tokenRows(`${at}.gate-up`, 2 * ffn)
    this.#linears(at, normed, gateUp, [
      ['gate', 0],
      ['up', ffn],
    ])
    const gated = tokenRows(`${at}.gated`, ffn)
    this.#emit('gated', `${at}.gated`, [gateUp], gated, { attrs: { activation: silu } })
    return this.#addProjected(x, gated, at, 'down')
  }

  head(x: GraphValue): void {
    const { vocabSize, tiedEmbeddings } = this.#config
    const logits = tokenRows('logits', vocabSize)
    const table = tiedEmbeddings ? this.#weight('embed', 'packed16') : this.#weight('head', 'unpacked')
    this.#emit('linear', 'head', [this.#norm('norm', x)], logits, { weights: [table], attrs: { outOffset: 0 } })
    const wanted: GraphValue = { name: 'logits.rows', rows: 'logits', cols: vocabSize, type: f32 }
    this.#emit('rows', 'logits.rows', [logits], wanted)
    this.#emit('sample', 'sample', [wanted], null)
  }

  #addProjected(x: GraphValue, from: GraphValue, at: string, matrix: LayerLinear): GraphValue {
    const projected = tokenRows(`${at}.projected`, this.#config.hidden)
    this.#linears(at, from, projected, [[matrix, 0]])
    const sum = tokenRows(`${at}.residual`, this.#config.hidden)
    this.#emit('add', `${at}.residual`, [x, projected], sum)
    return sum
  }

  #norm(name: string, from: GraphValue): GraphValue {
    const to = tokenRows(name, this.#config.hidden)
    const attrs = { eps: this.#config.normEps }
    this.#emit('norm', name, [from], to, { weights: [this.#weight(name, 'plain')], attrs })
    return to
  }

  /** Each matrix writes its columns of `to`; then each bias is added to its own. */
  #linears(
    at: string,
    from: GraphValue,
    to: GraphValue,
    matrices: readonly (readonly [name: LayerLinear, outOffset: number])[],
  ): void {
    for (const [name, outOffset] of matrices)
      this.#emit('linear', `${at}.${name}`, [from], to, {
        weights: [this.#weight(`${at}.${name}`, 'unpacked')],
        attrs: { outOffset },
      })
    for (const [name, offset] of matrices) {
      if (!this.#config.biases.includes(name)) continue
      const bias = this.#weight(`${at}.${name}.bias`, 'plain')
      this.#emit('add', `${at}.${name}.bias`, [to], to, { weights: [bias], attrs: { offset } })
    }
  }

  #rope(name: string, qkv: GraphValue, frequencies: GraphWeight, heads: number, offset: number): void {
    const attrs = { heads, offset, interleaved: this.#config.ropeInterleaved ? 1 : 0 }
    this.#emit('rope', name, [qkv], qkv, { weights: [frequencies], attrs })
  }

  /** theta^(-2i / headDim) for i < headDim / 2 (Su et al., "RoFormer", eq. 15). */
  #frequencies(name: string): GraphWeight {
    const { headDim, ropeTheta: base } = this.#config
    const source = { kind: 'powers', base, step: -2 / headDim } as const
    return { name, layout: 'plain', format: 'f32', parts: [{ rows: 1, cols: headDim / 2, source }] }
  }

  #weight(name: string, layout: GraphWeight['layout']): GraphWeight {
    return { name, layout, format: 'f32', parts: [this.#weights(name)] }
  }

  #emit(
    op: GraphNode['op'],
    name: string,
    inputs: readonly GraphValue[],
    output: GraphValue | null,
    rest: { weights?: readonly GraphWeight[]; attrs?: Record<string, number> } = {},
  ): void {
    this.nodes.push({ op, name, inputs, output, weights: rest.weights ?? [], attrs: rest.attrs ?? {} })
  }
}

function tokenRows(name: string, cols: number): GraphValue {
  return { name, rows: 'tokens', cols, type: f32 }
}
