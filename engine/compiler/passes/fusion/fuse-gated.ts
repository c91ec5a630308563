/**
 * linear over [gate; up] followed by act(gate) * up becomes linear_gated: the kernel computes both halves of 16 outputs in
 * registers, so the row of 2F columns never reaches memory. Needs F to be whole blocks of 16, and weights without minima:
 * what those add is a layer of its own, and must be in before the gate.
 */
import type { Graph, GraphNode } from '../../../model/graph.ts'
import { readersOf, weightRows, writersOf } from '../../../model/graph.ts'
import type { Pass } from '../../pass.ts'

/** Outputs that a kernel computes together (engine/native/kernels/linear/packed.h). */
const blockOutputs = 16

export const fuseGated: Pass = {
  name: 'fuse-gated',
  purpose: 'applies the gate in the epilogue of the stacked gate and up projections',
  apply(graph: Graph): Graph {
    const fused = new Map<GraphNode, GraphNode>()
    for (const gated of graph.nodes) {
      const linear = gated.op === 'gated' ? linearOf(graph, gated) : null
      if (linear !== null) fused.set(linear, gated)
    }
    const gone = new Set(fused.values())
    const nodes = graph.nodes.flatMap((node): GraphNode[] => {
      if (gone.has(node)) return []
      const gated = fused.get(node)
      if (gated === undefined) return [node]
      return [{ ...node, op: 'linear_gated', output: gated.output, attrs: gated.attrs }]
    })
    return { nodes }
  },
}

function linearOf(graph: Graph, gated: GraphNode): GraphNode | null {
  const [value] = gated.inputs
  if (value === undefined || gated.output === null) return null
  const [linear, another] = writersOf(graph, value)
  if (linear === undefined || another !== undefined || readersOf(graph, value).length !== 1) return null
  const [matrix, bias] = linear.weights
  const plain = linear.op === 'linear' && linear.inputs.length === 1 && bias === undefined && matrix !== undefined
  const whole =
    plain && matrix.minima !== true && weightRows(matrix) === value.cols && gated.output.cols % blockOutputs === 0
  return whole ? linear : null
}
