/**
 * Matrices are brought into the order of the kernels once, when the model is loaded. Without this pass they stay rows of floats
 * and every linear packs its own before it multiplies, in each step. The embedding is a table to look up rows in and packed in
 * any case, and so is a head tied to it; so are weights with minima, which may be given as integers.
 */
import type { Graph, GraphWeight } from '../../model/graph.ts'
import type { Pass } from '../pass.ts'

export const prepackWeights: Pass = {
  name: 'prepack-weights',
  purpose: 'packs matrices in the order of the kernels once, when they are loaded, not in every step',
  apply: (graph: Graph): Graph => ({
    nodes: graph.nodes.map((node) => ({ ...node, weights: node.weights.map(packed) })),
  }),
}

function packed(weight: GraphWeight): GraphWeight {
  return weight.layout === 'unpacked' ? { ...weight, layout: 'packed16' } : weight
}
