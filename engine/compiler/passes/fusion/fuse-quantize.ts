/**
 * A kernel whose f32 result only a `quantize` reads writes the quantised row itself. Kernels that hold whole rows always
 * can. Attention works a KV head at a time and linear_gated by ranges of outputs, so there a scale must not span what
 * different workers compute: spans must divide the columns of a head group, or of F, and one scale per row cannot be.
 */
import type { Graph, GraphNode, GraphValue } from '../../../model/graph.ts'
import { readersOf, withValues, writersOf } from '../../../model/graph.ts'
import type { ModelConfig } from '../../../model/model-config.ts'
import type { Pass } from '../../pass.ts'

const wholeRows: ReadonlySet<GraphNode['op']> = new Set(['norm', 'layer_norm', 'gated', 'activate'])

/** bf16 is stored by pairs of columns. */
const bf16Pair = 2

export const fuseQuantize: Pass = {
  name: 'fuse-quantize',
  purpose: 'norms, gates and attention write the type that the next linear reads',
  apply(graph: Graph, config: ModelConfig): Graph {
    const exchanged = new Map<GraphValue, GraphValue>()
    for (const node of graph.nodes) {
      const [plain] = node.inputs
      if (node.op !== 'quantize' || plain === undefined || node.output === null) continue
      if (isFusible(graph, plain, node.output, config)) exchanged.set(plain, node.output)
    }
    const nodes = graph.nodes
      .filter(({ op, inputs }) => op !== 'quantize' || !inputs.some((input) => exchanged.has(input)))
      .map((node) => withValues(node, exchanged))
    return { nodes }
  },
}

function isFusible(graph: Graph, plain: GraphValue, quantized: GraphValue, config: ModelConfig): boolean {
  const [producer, another] = writersOf(graph, plain)
  if (producer === undefined || another !== undefined || readersOf(graph, plain).length !== 1) return false
  if (wholeRows.has(producer.op)) return true
  const { type, cols } = quantized
  const piece = type.kind === 'q8' ? type.span : bf16Pair
  const divides = (columns: number) => piece !== 0 && columns % piece === 0
  if (producer.op === 'attention') return divides((config.headDim * config.heads) / config.kvHeads)
  return producer.op === 'linear_gated' && divides(cols)
}
