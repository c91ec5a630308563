import type { Graph } from '../model/graph.ts'
import type { ModelConfig } from '../model/model-config.ts'

/** A rewrite that keeps the graph's meaning: logits stay equal up to float rounding. Switchable by `name`. */
export interface Pass {
  readonly name: string
  /** For people: what it saves. */
  readonly purpose: string
  apply(graph: Graph, config: ModelConfig): Graph
}
