/**
 * Linears whose weights have minima (w = scale * q + min) become three nodes, after all passes, so that those see one linear:
 *
 *   group_sums     s = sums of x over the groups
 *   linear_minima  y = s m^T + bias + residual, where m = min + 8 * scale
 *   linear         y = x w'^T + y, where w' = scale * (q - 8)
 *
 * Linears that read one value next to each other share its sums.
 */
import type { Graph, GraphNode, GraphValue } from '../model/graph.ts'
import { f32, writersOf } from '../model/graph.ts'

/** Inputs that share a scale and a minimum (engine/native/kernels/linear/packed.h). */
export const groupInputs = 32

/** The graph with the parts of such linears as nodes; the graph itself where there are none. */
export function splitMinima(graph: Graph): Graph {
  if (!graph.nodes.some(hasMinima)) return graph
  const sums = new Map<GraphValue, GraphValue>()
  const nodes = graph.nodes.flatMap((node): GraphNode[] => {
    const [input, ...residual] = node.inputs
    if (!hasMinima(node) || input === undefined || node.output === null) return [node]
    const known = sums.get(input)
    const sum = known ?? sumsOf(input)
    if (writersOf(graph, input).length === 1) sums.set(input, sum) // what is written again has other sums
    const [matrix] = node.weights
    return [
      ...(known === undefined ? [sumNode(input, sum)] : []),
      { ...node, op: 'linear_minima', name: `${node.name}.minima`, inputs: [sum, ...residual] },
      { ...node, inputs: [input, node.output], weights: matrix === undefined ? [] : [matrix] },
    ]
  })
  return { nodes }
}

function hasMinima({ op, weights }: GraphNode): boolean {
  return op === 'linear' && weights[0]?.minima === true
}

function sumsOf(input: GraphValue): GraphValue {
  return { ...input, name: `${input.name}.sums`, cols: Math.ceil(input.cols / groupInputs), type: f32 }
}

function sumNode(input: GraphValue, output: GraphValue): GraphNode {
  return { op: 'group_sums', name: output.name, inputs: [input], output, weights: [], attrs: {} }
}
