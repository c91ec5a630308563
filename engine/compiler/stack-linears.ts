/**
 * Linears that read the same value and write neighbouring column ranges of one value become one linear over the stacked
 * matrices: the activations are read once and the kernel gets one larger job. Each output row keeps its very weights, so
 * results do not change. What lies between them may touch neither the value written nor write the value read.
 */
import type { Graph, GraphNode, GraphWeight } from '../model/graph.ts'
import { weightRows } from '../model/graph.ts'

/** Stacks the linears whose names match `member`, under `fusedName` in place of their last part. */
export function stackLinears(graph: Graph, member: RegExp, fusedName: string): Graph {
  const nodes: GraphNode[] = []
  for (const node of graph.nodes) {
    const at = member.test(node.name) ? nodes.findIndex((earlier, i) => follows(earlier, node, nodes.slice(i + 1))) : -1
    const first = nodes[at]
    if (first === undefined) nodes.push(node)
    else nodes[at] = joined(first, node, fusedName)
  }
  return { nodes }
}

function follows(first: GraphNode, second: GraphNode, between: readonly GraphNode[]): boolean {
  if (first.op !== 'linear' || second.op !== 'linear') return false
  if (first.output !== second.output || first.inputs[0] !== second.inputs[0]) return false
  if (first.inputs.length > 1 || second.inputs.length > 1 || first.weights.length !== second.weights.length)
    return false
  const [above] = first.weights
  if (above === undefined || (first.attrs.outOffset ?? 0) + weightRows(above) !== second.attrs.outOffset) return false
  return between.every(
    ({ inputs, output }) =>
      output !== second.output && output !== second.inputs[0] && !inputs.some((input) => input === second.output),
  )
}

function joined(first: GraphNode, second: GraphNode, fusedName: string): GraphNode {
  const name = first.name.replace(/[^.]+$/, fusedName)
  const weights = first.weights.map((above, i): GraphWeight => {
    const below = second.weights[i] as GraphWeight
    const suffix = i === 0 ? '' : '.bias'
    return { ...above, name: `${name}${suffix}`, parts: [...above.parts, ...below.parts] }
  })
  return { ...first, name, weights }
}
