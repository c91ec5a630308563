/**
 * Gives matrices their format and linears the input type that the format's kernels read. Every linear gets a `quantize`
 * node of its own in front; that neighbours quantise the same value is for common-subexpression elimination to see, and
 * that the producer could write the type itself for fuse-quantize. Norm gains, biases and tables stay f32: they are small
 * and their error would touch every value. A tied embedding has the format of the head, because it is one matrix.
 */
import type { Graph, GraphNode, GraphValue, GraphWeight } from '../model/graph.ts'
import type { Quantization } from './quantization.ts'

/** The graph with formats; the graph itself where all stays f32. */
export function quantizeGraph(graph: Graph, { weights, minima, activations }: Quantization): Graph {
  if (weights === 'f32') return graph
  const formatted = (weight: GraphWeight): GraphWeight =>
    weight.layout === 'plain' ? weight : { ...weight, format: weights, ...(minima && { layout: 'packed16', minima }) }
  const nodes = graph.nodes.flatMap((node): GraphNode[] => {
    const changed = { ...node, weights: node.weights.map(formatted) }
    const [input, ...rest] = node.inputs
    if (node.op !== 'linear' || input === undefined || activations.kind === 'f32') return [changed]
    const name = `${node.name}.quantize`
    const quantized: GraphValue = { ...input, name, type: activations }
    const quantize: GraphNode = { op: 'quantize', name, inputs: [input], output: quantized, weights: [], attrs: {} }
    return [quantize, { ...changed, inputs: [quantized, ...rest] }]
  })
  return { nodes }
}
