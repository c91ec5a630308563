/**
 * Linears that read the same value and write neighbouring column ranges of one value become one linear over the stacked
 * matrices: the activations are read once and the kernel gets one larger job. Each output row keeps its very weights, so
 * results do not change.
 */
import type { Graph, GraphNode } from '../../model/graph.ts'
import { weightRows } from '../../model/graph.ts'
import type { Pass } from '../pass.ts'

export const fuseQkv: Pass = {
  name: 'fuse-qkv',
  purpose: 'one linear for the query, key and value projections',
  apply: (graph) => stack(graph, /\.attention\.[qkv]$/, 'qkv'),
}

export const fuseGateUp: Pass = {
  name: 'fuse-gate-up',
  purpose: 'one linear for the gate and up projections',
  apply: (graph) => stack(graph, /\.ffn\.(gate|up)$/, 'gate-up'),
}

function stack(graph: Graph, member: RegExp, fusedName: string): Graph {
  const nodes: GraphNode[] = []
  for (const node of graph.nodes) {
    const previous = nodes.at(-1)
    if (previous !== undefined && member.test(node.name) && follows(previous, node)) {
      nodes[nodes.length - 1] = joined(previous, node, fusedName)
    } else {
      nodes.push(node)
    }
  }
  return { nodes }
}

function follows(first: GraphNode, second: GraphNode): boolean {
  if (first.op !== 'linear' || second.op !== 'linear') return false
  if (first.output !== second.output || first.inputs[0] !== second.inputs[0]) return false
  if (first.inputs.length > 1 || second.inputs.length > 1 || first.weights.length > 1 || second.weights.length > 1)
    return false
  const [above] = first.weights
  return above !== undefined && (first.attrs.outOffset ?? 0) + weightRows(above) === second.attrs.outOffset
}

function joined(first: GraphNode, second: GraphNode, fusedName: string): GraphNode {
  const name = first.name.replace(/[^.]+$/, fusedName)
  const parts = [...first.weights, ...second.weights].flatMap((weight) => weight.parts)
  return { ...first, name, weights: [{ name, layout: 'packed16', parts }] }
}
