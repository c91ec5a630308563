/**
 * Removes nodes whose result nobody reads afterwards and that touch nothing else. Walking backwards, a value is wanted from
 * its last reader up to its first writer; a node in place (rope, a bias) keeps what it reads wanted.
 */
import type { Graph, GraphNode, GraphValue } from '../../model/graph.ts'
import type { Pass } from '../pass.ts'

/** They write the KV cache or the answer. */
const effects: ReadonlySet<GraphNode['op']> = new Set(['kv_write', 'rope_kv', 'sample'])

export const deadCode: Pass = {
  name: 'dead-code',
  purpose: 'removes nodes whose result nobody reads',
  apply(graph: Graph): Graph {
    const wanted = new Set<GraphValue>()
    const live = graph.nodes.toReversed().filter((node) => {
      const needed = effects.has(node.op) || (node.output !== null && wanted.has(node.output))
      if (needed) for (const input of node.inputs) wanted.add(input)
      return needed
    })
    return { nodes: live.toReversed() }
  },
}
