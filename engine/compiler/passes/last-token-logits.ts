/**
 * Prefill needs logits for the last token of a prompt only. The architecture asks for them everywhere and picks the wanted
 * rows at the very end; this pass moves the pick (`rows`) up through every operation that treats rows independently, so
 * that the head, the final norm and all of the last layer behind its attention run on the wanted rows alone.
 *
 * A value becomes narrow (`rows: 'logits'`) when every reader of it is narrow and its writers are row-wise. Where a narrow
 * operation reads a value that must stay wide (attention's output, the last layer's residual), a `rows` node is put between.
 * Quantising such a value stays wide too: attention may then write the type itself, and fewer bytes are picked.
 */
import type { Graph, GraphNode, GraphValue } from '../../model/graph.ts'
import { readersOf, writersOf } from '../../model/graph.ts'
import type { Pass } from '../pass.ts'

const rowWise: ReadonlySet<GraphNode['op']> = new Set([
  'norm',
  'layer_norm',
  'quantize',
  'linear',
  'gated',
  'activate',
  'add',
])

export const lastTokenLogits: Pass = {
  name: 'last-token-logits',
  purpose: 'computes the head and the tail of the last layer only for rows whose logits are wanted',
  apply(graph) {
    const pick = graph.nodes.find((node) => node.op === 'rows')
    if (pick === undefined) return graph
    return rewrite(graph, pick, narrowNodes(graph, pick))
  },
}

function narrowNodes(graph: Graph, pick: GraphNode): ReadonlySet<GraphNode> {
  const narrow = new Set<GraphNode>([pick])
  for (const node of graph.nodes.toReversed()) {
    if (node.output === null || !rowWise.has(node.op) || quantizesWide(graph, node)) continue
    const readers = readersOf(graph, node.output).filter((reader) => reader !== node) // a bias is added in place
    if (readers.length > 0 && readers.every((reader) => narrow.has(reader))) narrow.add(node)
  }
  return narrow
}

function quantizesWide(graph: Graph, { op, inputs }: GraphNode): boolean {
  const [plain] = inputs
  return op === 'quantize' && plain !== undefined && writersOf(graph, plain).some((writer) => !rowWise.has(writer.op))
}

function rewrite(graph: Graph, pick: GraphNode, narrow: ReadonlySet<GraphNode>): Graph {
  const narrowed = new Map<GraphValue, GraphValue>()
  const nodes: GraphNode[] = []
  const narrowOf = (wide: GraphValue, reader: GraphNode): GraphValue => {
    const known = narrowed.get(wide)
    if (known !== undefined) return known
    const value: GraphValue = { ...wide, name: `${wide.name}.rows`, rows: 'logits' }
    narrowed.set(wide, value)
    nodes.push({ op: 'rows', name: `${reader.name}.rows`, inputs: [wide], output: value, weights: [], attrs: {} })
    return value
  }
  for (const node of graph.nodes) {
    if (node === pick) continue
    if (!narrow.has(node)) {
      nodes.push(
        node.inputs.some((input) => input === pick.output)
          ? { ...node, inputs: node.inputs.map((input) => afterPick(input, node)) }
          : node,
      )
      continue
    }
    const inputs = node.inputs.map((input) => narrowOf(input, node))
    nodes.push({ ...node, inputs, output: narrowOutput(node.output as GraphValue) })
  }
  return { nodes }

  function afterPick(input: GraphValue, reader: GraphNode): GraphValue {
    return input === pick.output ? narrowOf(pick.inputs[0] as GraphValue, reader) : input
  }
  function narrowOutput(wide: GraphValue): GraphValue {
    const value = narrowed.get(wide) ?? { ...wide, rows: 'logits' as const } // one value, though several nodes may write parts of it
    narrowed.set(wide, value)
    return value
  }
}
