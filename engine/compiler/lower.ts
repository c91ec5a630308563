import type { Plan, PlanBuffer, PlanNode, PlanWeight } from '../backends/plan.ts'
import type { Graph, GraphValue, GraphWeight, ValueType } from '../model/graph.ts'
import { weightCols, weightRows } from '../model/graph.ts'
import type { ModelConfig } from '../model/model-config.ts'
import { assignSlots } from './assign-slots.ts'
import { nodeCost } from './cost.ts'
import { evaluated } from './passes/constant-folding.ts'
import type { KvType } from './quantization.ts'

/** Values become buffers, weights are listed once, every node gets its cost formulas. `shareBuffers`: reuse memory by liveness. */
export function lower(
  graph: Graph,
  config: ModelConfig,
  { kvType, shareBuffers }: { kvType: KvType; shareBuffers: boolean },
): Plan {
  const buffers = new Indexed<GraphValue, PlanBuffer>()
  const weights = new Indexed<string, PlanWeight>()
  const slots = assignSlots(graph, shareBuffers)
  const bufferOf = (value: GraphValue) =>
    buffers.of(value, () => ({
      name: value.name,
      rows: value.rows,
      cols: value.cols,
      ...bufferType(value.type),
      slot: slots.get(value) ?? 0,
    }))
  const weightOf = (weight: GraphWeight) => weights.of(weight.name, () => planWeight(weight))
  const nodes = graph.nodes.map(
    (node): PlanNode => ({
      op: node.op,
      name: node.name,
      in: node.inputs.map(bufferOf),
      out: node.output === null ? [] : [bufferOf(node.output)],
      weights: node.weights.map(weightOf),
      attrs: node.attrs,
      ...nodeCost(node, config, kvType),
    }),
  )
  const { layers, heads, kvHeads, headDim, vocabSize } = config
  return {
    model: { layers, heads, kvHeads, headDim, vocabSize, kvType },
    weights: weights.list,
    buffers: buffers.list,
    nodes,
  }
}

function bufferType(type: ValueType): Pick<PlanBuffer, 'type' | 'span' | 'zero'> {
  return type.kind === 'q8' ? { type: 'q8', span: type.span, zero: type.zero } : { type: type.kind }
}

function planWeight(weight: GraphWeight): PlanWeight {
  return {
    name: weight.name,
    rows: weightRows(weight),
    cols: weightCols(weight),
    layout: weight.layout,
    format: weight.format,
    ...(weight.minima === true && { minima: true }),
    parts: weight.parts.map((part) => ({ rows: part.rows, source: evaluated(part) })),
  }
}

/** A list that hands out the index of each key's entry, made on first sight. */
class Indexed<Key, Entry> {
  readonly list: Entry[] = []
  readonly #indices = new Map<Key, number>()

  of(key: Key, make: () => Entry): number {
    const known = this.#indices.get(key)
    if (known !== undefined) return known
    this.#indices.set(key, this.list.push(make()) - 1)
    return this.list.length - 1
  }
}
