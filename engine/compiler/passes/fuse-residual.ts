/**
 * add(residual, linear(x)) becomes linear(x, residual) written onto the residual itself: the sum costs no pass over memory
 * and the residual stream stays one buffer through all layers. Holds only where the linear's result has no other reader
 * and nobody reads the old residual afterwards.
 */
import type { Graph, GraphNode, GraphValue } from '../../model/graph.ts'
import { readersOf } from '../../model/graph.ts'
import type { Pass } from '../pass.ts'

export const fuseResidual: Pass = {
  name: 'fuse-residual',
  purpose: 'adds the residual in the epilogue of the output projections',
  apply(graph: Graph): Graph {
    let nodes = graph.nodes
    for (const node of graph.nodes) if (node.op === 'add') nodes = fold(nodes, node.name)
    return { nodes }
  },
}

function fold(nodes: readonly GraphNode[], name: string): readonly GraphNode[] {
  const at = nodes.findIndex((node) => node.op === 'add' && node.name === name)
  const add = nodes[at]
  const [residual, product] = add?.inputs ?? []
  if (add === undefined || residual === undefined || product === undefined || add.output === null) return nodes
  const linear = nodes.find((node) => node.output === product)
  if (linear === undefined || linear.op !== 'linear' || linear.inputs.length !== 1) return nodes
  const whole = linear.weights.length === 1 && (linear.attrs.outOffset ?? 0) === 0
  const readLater = nodes.slice(at + 1).some((node) => node.inputs.includes(residual))
  if (!whole || readLater || readersOf({ nodes }, product).length !== 1) return nodes
  const sum: GraphNode = { ...linear, inputs: [...linear.inputs, residual], output: residual }
  const before = nodes.slice(0, at).filter((node) => node !== linear)
  return [...before, sum, ...nodes.slice(at + 1).map((node) => renamed(node, add.output, residual))]
}

function renamed(node: GraphNode, from: GraphValue | null, to: GraphValue): GraphNode {
  if (node.output !== from && !node.inputs.some((input) => input === from)) return node
  return {
    ...node,
    inputs: node.inputs.map((input) => (input === from ? to : input)),
    output: node.output === from ? to : node.output,
  }
}
