/**
 * Of several nodes that compute the same from the same, the first is kept and all read its value. The others are left
 * without readers, for dead-code to remove. Two inputs are the same only if nothing wrote the value in between, and only
 * values that one node writes as a whole can stand for each other.
 */
import type { Graph, GraphNode, GraphValue } from '../../model/graph.ts'
import { withValues, writersOf } from '../../model/graph.ts'
import type { Pass } from '../pass.ts'

export const commonSubexpression: Pass = {
  name: 'common-subexpression',
  purpose: 'computes once what several nodes compute alike, such as the quantised input of q, k and v',
  apply(graph: Graph): Graph {
    const identities = new Identities()
    const first = new Map<string, GraphValue>()
    const same = new Map<GraphValue, GraphValue>()
    const nodes = graph.nodes.map((node): GraphNode => {
      const renamed = withValues(node, same) // its output is not among them yet
      const key = isPure(node, graph) ? identities.keyOf(renamed) : null
      const known = key === null ? undefined : first.get(key)
      if (node.output !== null && known !== undefined) same.set(node.output, known)
      else if (node.output !== null && key !== null) first.set(key, node.output)
      identities.wrote(renamed.output)
      return renamed
    })
    return { nodes }
  },
}

/** Its result depends on inputs alone, and it is the only writer of it. Nodes that use the KV cache depend on more. */
function isPure(node: GraphNode, graph: Graph): boolean {
  if (node.output === null || 'layer' in node.attrs || node.op === 'embed') return false
  return writersOf(graph, node.output).length === 1 && !node.inputs.includes(node.output)
}

/** Numbers for values, each write making a new one. */
class Identities {
  readonly #ids = new Map<GraphValue, number>()
  #next = 0

  keyOf(node: GraphNode): string {
    const attrs = Object.entries(node.attrs).sort(([a], [b]) => (a < b ? -1 : 1))
    const type = JSON.stringify(node.output?.type)
    const weights = node.weights.map(({ name }) => name)
    return JSON.stringify([node.op, node.inputs.map((input) => this.#idOf(input)), weights, attrs, type])
  }

  wrote(value: GraphValue | null): void {
    if (value !== null) this.#ids.set(value, this.#next++)
  }

  #idOf(value: GraphValue): number {
    const known = this.#ids.get(value)
    if (known !== undefined) return known
    this.#ids.set(value, this.#next++)
    return this.#next - 1
  }
}
