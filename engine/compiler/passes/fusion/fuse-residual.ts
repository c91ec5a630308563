/**
 * add(residual, linear(x)) becomes linear(x, residual) written onto the residual itself: the sum costs no pass over memory
 * and the residual stream stays one buffer through all layers. Holds only where the linear's result has no other reader
 * and nobody reads the old residual afterwards.
 */
import type { Graph, GraphNode } from '../../../model/graph.ts'
import { readersOf, withValues } from '../../../model/graph.ts'
import type { Pass } from '../../pass.ts'

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
  const readLater = nodes.slice(at + 1).some((node) => node.inputs.includes(residual))
  if ((linear.attrs.outOffset ?? 0) !== 0 || readLater || readersOf({ nodes }, product).length !== 1) return nodes
  const sum: GraphNode = { ...linear, inputs: [...linear.inputs, residual], output: residual }
  const exchanged = new Map([[add.output, residual]])
  const before = nodes.slice(0, at).filter((node) => node !== linear)
  return [...before, sum, ...nodes.slice(at + 1).map((node) => withValues(node, exchanged))]
}
