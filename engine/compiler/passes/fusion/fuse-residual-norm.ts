/**
 * norm(add(residual, x)) becomes norm(residual, x), which adds x onto the residual in place and normalises the row while it
 * is near: a pass over memory less where no projection took the addition (fuse-residual, which comes first, leaves none in
 * Llama models). Holds where the norm is the first to read the sum and nobody reads the old residual afterwards.
 */
import type { Graph, GraphNode } from '../../../model/graph.ts'
import { withValues } from '../../../model/graph.ts'
import type { Pass } from '../../pass.ts'

export const fuseResidualNorm: Pass = {
  name: 'fuse-residual-norm',
  purpose: 'adds the residual in the norm that reads the sum, where no projection added it',
  apply(graph: Graph): Graph {
    let nodes = graph.nodes
    for (const node of graph.nodes) if (isSum(node)) nodes = fold(nodes, node.name)
    return { nodes }
  },
}

const isSum = ({ op, weights }: GraphNode) => op === 'add' && weights.length === 0

function fold(nodes: readonly GraphNode[], name: string): readonly GraphNode[] {
  const at = nodes.findIndex((node) => isSum(node) && node.name === name)
  const add = nodes[at]
  const [residual, addend] = add?.inputs ?? []
  if (add === undefined || add.output === null || residual === undefined || addend === undefined) return nodes
  const sum = add.output
  const norm = nodes.slice(at + 1).find((node) => node.inputs.includes(sum))
  const readLater = nodes.slice(at + 1).some((node) => node.inputs.includes(residual))
  if (norm === undefined || !isNorm(norm) || residual === addend || readLater) return nodes
  const exchanged = new Map([[sum, residual]])
  return nodes
    .filter((node) => node !== add)
    .map((node) => {
      const same = withValues(node, exchanged)
      return node === norm ? { ...same, inputs: [residual, addend] } : same
    })
}

const isNorm = ({ op, inputs }: GraphNode) => (op === 'norm' || op === 'layer_norm') && inputs.length === 1
