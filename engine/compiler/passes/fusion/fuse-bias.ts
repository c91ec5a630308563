/**
 * The addition of a bias to the columns that one linear has just written becomes the linear's epilogue: the columns are
 * still in registers there. Holds where nothing touches the value between the two but other columns' writers.
 */
import type { Graph, GraphNode } from '../../../model/graph.ts'
import { weightRows } from '../../../model/graph.ts'
import type { Pass } from '../../pass.ts'

export const fuseBias: Pass = {
  name: 'fuse-bias',
  purpose: 'adds biases in the epilogue of their linears',
  apply(graph: Graph): Graph {
    const nodes: GraphNode[] = []
    for (const node of graph.nodes) {
      const at = isBias(node) ? linearBefore(nodes, node) : -1
      const linear = nodes[at]
      if (linear === undefined) nodes.push(node)
      else nodes[at] = { ...linear, weights: [...linear.weights, ...node.weights] }
    }
    return { nodes }
  },
}

const isBias = ({ op, weights }: GraphNode) => op === 'add' && weights.length > 0

/** Index of the linear whose columns the bias covers exactly; -1 where something else touched the value since. */
function linearBefore(nodes: readonly GraphNode[], bias: GraphNode): number {
  const [vector] = bias.weights
  const value = bias.output
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at] as GraphNode
    const [matrix, known] = node.weights
    const covers =
      node.op === 'linear' && node.output === value && (node.attrs.outOffset ?? 0) === (bias.attrs.offset ?? 0)
    if (covers) {
      const fits = known === undefined && matrix !== undefined && vector !== undefined && node.inputs.length === 1
      return fits && weightRows(matrix) === weightRows(vector) ? at : -1
    }
    const otherColumns = (node.op === 'linear' || isBias(node)) && node.output === value
    const touches = node.output === value || node.inputs.some((input) => input === value)
    if (touches && !otherColumns) return -1
  }
  return -1
}
