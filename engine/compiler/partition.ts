/**
 * The place where a graph is cut for several ranks: it comes before every pass, while the graph still has one node per
 * matrix, and what it returns is the graph of one rank. One rank alone gets the whole graph.
 */
import { EngineError } from '../engine-error.ts'
import type { Graph } from '../model/graph.ts'

/** Rank `rank` of `ranks` processes that run one model together. */
export interface Placement {
  readonly rank: number
  readonly ranks: number
}

export const alone: Placement = { rank: 0, ranks: 1 }

/** The part of `graph` that the rank runs. Throws `EngineError('usage')` for more than one rank. */
export function partition(graph: Graph, { rank, ranks }: Placement): Graph {
  if (ranks === 1 && rank === 0) return graph
  throw new EngineError(
    'usage',
    `partition: expected rank 0 of 1, got rank ${rank} of ${ranks}: one process runs a model`,
  )
}
