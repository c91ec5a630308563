import type { Graph, GraphNode } from '../../../model/graph.ts'
import type { Pass } from '../../pass.ts'

/**
 * rope(q), rope(k), kv_write of one packed [q | k | v] row become one pass over it: each row is touched while in cache.
 * Queries and keys lie side by side, so the fused node rotates heads + kvHeads heads from column 0.
 */
export const fuseRopeKv: Pass = {
  name: 'fuse-rope-kv',
  purpose: 'rotates queries and keys and stores keys and values in one pass over the row',
  apply(graph: Graph): Graph {
    const nodes: GraphNode[] = []
    for (const node of graph.nodes) {
      const [q, k] = nodes.slice(-2)
      if (node.op === 'kv_write' && q !== undefined && k !== undefined && fits(q, k, node)) {
        nodes.splice(-2, 2, fused(q, k, node))
      } else {
        nodes.push(node)
      }
    }
    return { nodes }
  },
}

function fits(q: GraphNode, k: GraphNode, write: GraphNode): boolean {
  const [row] = write.inputs
  if (q.op !== 'rope' || k.op !== 'rope' || q.output !== row || k.output !== row) return false
  return q.attrs.offset === 0 && k.attrs.offset === write.attrs.kOffset && q.attrs.interleaved === k.attrs.interleaved
}

function fused(q: GraphNode, k: GraphNode, write: GraphNode): GraphNode {
  const heads = (q.attrs.heads ?? 0) + (k.attrs.heads ?? 0)
  return {
    op: 'rope_kv',
    name: write.name.replace(/[^.]+$/, 'rope-kv'),
    inputs: write.inputs,
    output: q.output,
    weights: q.weights,
    attrs: { ...q.attrs, ...write.attrs, heads },
  }
}
