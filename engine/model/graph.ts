/**
 * The graph an architecture file writes and the compiler's passes rewrite: a list of kernel-sized operations in execution
 * order over named values. Values are compared by identity. It is almost single-assignment; three things are not, because
 * the kernels work on packed columns: several linears may each write a column range of one value (`outOffset`), and `rope`,
 * the addition of a bias and a norm with an addend write their own first input. A graph is never changed: passes return a new
 * one.
 */
import type { ActivationType, PlanNode, WeightFormat, WeightSource } from '../backends/plan.ts'
import type { WeightTensor } from './weights.ts'

/**
 * What a value is stored as. Architectures write f32 everywhere; the compiler gives the inputs of quantised linears their
 * type. q8: `span` values share a scale (0: the whole row), `zero` is the zero point of the weights that read it.
 */
export type ValueType =
  | { readonly kind: Exclude<ActivationType, 'q8'> }
  | { readonly kind: 'q8'; readonly span: 0 | 32 | 128; readonly zero: 8 | 128 }

export const f32: ValueType = { kind: 'f32' }

/** An activation: one row per token of the step, or per row whose logits were asked for. */
export interface GraphValue {
  readonly name: string
  readonly rows: 'tokens' | 'logits'
  readonly cols: number
  readonly type: ValueType
}

/** Values that the graph computes from constants: element i of a row is base ** (step * i). */
export interface PowersSource {
  readonly kind: 'powers'
  readonly base: number
  readonly step: number
}

/** A part of a weight: a tensor of the model, or a constant that is still a formula. */
export interface GraphPart extends Omit<WeightTensor, 'source'> {
  readonly source: WeightSource | PowersSource
}

/** Matrices stacked by rows; one part unless a pass fused projections. `name` identifies the values: same name, same weight. */
export interface GraphWeight {
  readonly name: string
  /** unpacked: a matrix as the architecture writes it, until a pass packs it. */
  readonly layout: 'packed16' | 'unpacked' | 'plain'
  /** f32 as the architecture writes it; `plain` stays so. */
  readonly format: WeightFormat
  /** int4 with a minimum per group; absent: none. */
  readonly minima?: boolean
  readonly parts: readonly GraphPart[]
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

/** Input features of a matrix; all its parts have the same. */
export function weightCols(weight: GraphWeight): number {
  return weight.parts[0]?.cols ?? 0
}

/** The nodes that read `value`. */
export function readersOf(graph: Graph, value: GraphValue): readonly GraphNode[] {
  return graph.nodes.filter((node) => node.inputs.includes(value))
}

/** The nodes that write `value` or a part of it. */
export function writersOf(graph: Graph, value: GraphValue): readonly GraphNode[] {
  return graph.nodes.filter((node) => node.output === value)
}

/** The node as it is with values exchanged, itself where it uses none of them. */
export function withValues(node: GraphNode, exchanged: ReadonlyMap<GraphValue, GraphValue>): GraphNode {
  const output = node.output === null ? null : (exchanged.get(node.output) ?? node.output)
  const inputs = node.inputs.map((input) => exchanged.get(input) ?? input)
  const same = output === node.output && inputs.every((input, i) => input === node.inputs[i])
  return same ? node : { ...node, inputs, output }
}
