import type { Plan, PlanBuffer, PlanNode, PlanWeight } from '../backends/plan.ts'
import type { Graph, GraphValue, GraphWeight } from '../model/graph.ts'
import { weightRows } from '../model/graph.ts'
import type { ModelConfig } from '../model/model-config.ts'
import { assignSlots } from './assign-slots.ts'
import { nodeCost } from './cost.ts'

/** Values become buffers, weights are listed once, every node gets its cost formulas. `shareBuffers`: reuse memory by liveness. */
export function lower(graph: Graph, config: ModelConfig, options: { shareBuffers: boolean }): Plan {
  const buffers = new Indexed<GraphValue, PlanBuffer>()
  const weights = new Indexed<string, PlanWeight>()
  const slots = assignSlots(graph, options.shareBuffers)
  const bufferOf = (value: GraphValue) =>
    buffers.of(value, () => ({
      name: value.name,
      rows: value.rows,
      cols: value.cols,
      type: 'f32',
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
      ...nodeCost(node, config),
    }),
  )
  const { layers, heads, kvHeads, headDim, vocabSize } = config
  return {
    model: { layers, heads, kvHeads, headDim, vocabSize, kvType: 'f32' },
    weights: weights.list,
    buffers: buffers.list,
    nodes,
  }
}

function planWeight(weight: GraphWeight): PlanWeight {
  return {
    name: weight.name,
    rows: weightRows(weight),
    cols: weight.parts[0]?.cols ?? 0,
    layout: weight.layout,
    format: 'f32',
    parts: weight.parts.map(({ rows, source }) => ({ rows, source })),
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

/** Floats of scratch per token and per logits row: what sharing buffers saves. */
export function scratchColumns(plan: Plan): { tokens: number; logits: number } {
  const slots = new Map<number, PlanBuffer>()
  for (const buffer of plan.buffers) {
    const known = slots.get(buffer.slot)
    if (known === undefined || known.cols < buffer.cols) slots.set(buffer.slot, buffer)
  }
  const columns = { tokens: 0, logits: 0 }
  for (const buffer of slots.values()) columns[buffer.rows] += buffer.cols
  return columns
}
