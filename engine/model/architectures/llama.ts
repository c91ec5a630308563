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
  const build = new LlamaBuilder(config, weights)
  let x = build.embed()
  for (let layer = 0; layer < config.layers; layer++) {
    x = build.attention(x, `layers.${layer}.attention`, layer)
    x = build.feedForward(x, `layers.${layer}.ffn`)
  }
  build.head(x)
  return { nodes: build.nodes }
}

class LlamaBuilder {
  readonly nodes: GraphNode[] = []
  readonly #config: ModelConfig
  readonly #weights: WeightLookup
  readonly #frequencies: GraphWeight

  constructor(config: ModelConfig, weights: WeightLookup) {
    this.#config = config
    this.#weights = weights
    this.#frequencies = ropeFrequencies(config)
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
    this.#linear(`${at}.q`, normed, qkv, 0)
    this.#linear(`${at}.k`, normed, qkv, kOffset)
    this.#linear(`${at}.v`, normed, qkv, vOffset)
    this.#rope(`${at}.rope-q`, qkv, heads, 0)
    this.#rope(`${at}.rope-k`, qkv, kvHeads, kOffset)
    this.#emit('kv_write', `${at}.kv-write`, [qkv], null, { attrs: { layer, kOffset, vOffset } })
    const mixed = tokenRows(`${at}.mixed`, heads * headDim)
    const scale = 1 / Math.sqrt(headDim)
    this.#emit('attention', `${at}.attention`, [qkv], mixed, { attrs: { layer, qOffset: 0, scale } })
    return this.#addProjected(x, mixed, at, 'o')
  }

  feedForward(x: GraphValue, at: string): GraphValue {
    const { ffn } = this.#config
    const normed = this.#norm(`${at}.norm`, x)
    const gateUp = tokenRows(`${at}.gate-up`, 2 * ffn)
    this.#linear(`${at}.gate`, normed, gateUp, 0)
    this.#linear(`${at}.up`, normed, gateUp, ffn)
    const gated = tokenRows(`${at}.gated`, ffn)
    this.#emit('gated', `${at}.gated`, [gateUp], gated)
    return this.#addProjected(x, gated, at, 'down')
  }

  head(x: GraphValue): void {
    const { vocabSize, tiedEmbeddings } = this.#config
    const logits = tokenRows('logits', vocabSize)
    const table = this.#weight(tiedEmbeddings ? 'embed' : 'head', 'packed16')
    this.#emit('linear', 'head', [this.#norm('norm', x)], logits, { weights: [table], attrs: { outOffset: 0 } })
    const wanted: GraphValue = { name: 'logits.rows', rows: 'logits', cols: vocabSize }
    this.#emit('rows', 'logits.rows', [logits], wanted)
    this.#emit('sample', 'sample', [wanted], null)
  }

  #addProjected(x: GraphValue, from: GraphValue, at: string, matrix: string): GraphValue {
    const projected = tokenRows(`${at}.projected`, this.#config.hidden)
    this.#linear(`${at}.${matrix}`, from, projected, 0)
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

  #linear(name: string, from: GraphValue, to: GraphValue, outOffset: number): void {
    this.#emit('linear', name, [from], to, { weights: [this.#weight(name, 'packed16')], attrs: { outOffset } })
  }

  #rope(name: string, qkv: GraphValue, heads: number, offset: number): void {
    const attrs = { heads, offset, interleaved: this.#config.ropeInterleaved ? 1 : 0 }
    this.#emit('rope', name, [qkv], qkv, { weights: [this.#frequencies], attrs })
  }

  #weight(name: string, layout: GraphWeight['layout']): GraphWeight {
    return { name, layout, parts: [this.#weights(name)] }
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
  return { name, rows: 'tokens', cols }
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
