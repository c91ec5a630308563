/**
 * What the graph computes from constants alone is computed here, once: tables written as a formula become values, and tables
 * with the same values become one weight, so that the executor makes the angles of a step once instead of once per layer.
 * A bias of zeros is dropped. Without this pass lowering evaluates the formulas table by table.
 */
import type { WeightSource } from '../../backends/plan.ts'
import type { Graph, GraphNode, GraphPart, GraphWeight, PowersSource } from '../../model/graph.ts'
import type { Pass } from '../pass.ts'

export const constantFolding: Pass = {
  name: 'constant-folding',
  purpose: 'computes constant tables once and shares equal ones; drops biases of zeros',
  apply(graph: Graph): Graph {
    const tables = new Map<string, GraphWeight>()
    const nodes = graph.nodes
      .filter((node) => !addsZero(node))
      .map((node) => ({ ...node, weights: node.weights.map((weight) => folded(weight, tables)) }))
    return { nodes }
  },
}

/** The values of a constant; a source that is none already. float64 powers, rounded once. */
export function evaluated(part: GraphPart): WeightSource {
  const { source, rows, cols } = part
  if (source.kind !== 'powers') return source
  const { base, step } = source
  return { kind: 'values', values: Float32Array.from({ length: rows * cols }, (_, i) => base ** (step * (i % cols))) }
}

function folded(weight: GraphWeight, tables: Map<string, GraphWeight>): GraphWeight {
  const [part] = weight.parts
  if (part?.source.kind !== 'powers' || weight.parts.length > 1) return weight
  const key = keyOf(part, part.source)
  const table = tables.get(key) ?? {
    ...weight,
    name: tables.size === 0 ? 'powers' : `powers.${tables.size}`,
    parts: [{ ...part, source: evaluated(part) }],
  }
  tables.set(key, table)
  return table
}

function keyOf({ rows, cols }: GraphPart, { base, step }: PowersSource): string {
  return [rows, cols, base, step].join(' ')
}

function addsZero({ op, inputs, output, weights }: GraphNode): boolean {
  if (op !== 'add' || weights.length === 0 || inputs[0] !== output) return false
  return weights.every(({ parts }) => parts.every(({ source }) => source.kind === 'constant' && source.value === 0))
}
