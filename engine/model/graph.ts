/**
 * The graph an architecture file writes and the compiler's passes rewrite: a list of kernel-sized operations in execution
 * order over named values. Values are compared by identity. It is almost single-assignment; two things are not, because the
 * kernels work on packed columns: several linears may each write a column range of one value (`outOffset`), and `rope`
 * writes its own input. A graph is never changed: passes return a new one.
 */
import type { PlanNode } from '../backends/plan.ts'
import type { WeightTensor } from './weights.ts'

/** An activation: one float32 row per token of the step, or per row whose logits were asked for. */
export interface GraphValue {
  readonly name: string
  readonly rows: 'tokens' | 'logits'
  readonly cols: number
}

/** Matrices stacked by rows; one part unless a pass fused projections. `name` identifies the values: same name, same weight. */
export interface GraphWeight {
  readonly name: string
  readonly layout: 'packed16' | 'plain'
  readonly parts: readonly WeightTensor[]
}

/** Operations and attributes are those of `PlanNode`, before values became buffers. */
export interface GraphNode {
  readonly op: PlanNode['op']
  readonly name: string
  readonly inputs: readonly GraphValue[]
  /** Null for operations that only write outside the graph (`kv_write`, `sample`). */
  readonly output: GraphValue | null
  readonly weights: readonly GraphWeight[]
  readonly attrs: Readonly<Record<string, number>>
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
}

/** Rows of all parts together: the output features of a stacked matrix. */
export function weightRows(weight: GraphWeight): number {
  return weight.parts.reduce((rows, part) => rows + part.rows, 0)
}

/** The nodes that read `value`. */
export function readersOf(graph: Graph, value: GraphValue): readonly GraphNode[] {
  return graph.nodes.filter((node) => node.inputs.includes(value))
}
