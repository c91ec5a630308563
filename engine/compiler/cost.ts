/**
 * What a node computes and moves, as formulas in the sizes of a step. FLOP: a multiply-add is two; exp, division and square
 * root count as one. Bytes: what must cross from memory if nothing stays in cache between nodes: each weight once per step,
 * each activation row in and out, keys and values of every sequence once per step.
 */
import type { Cost } from '../backends/plan.ts'
import type { GraphNode } from '../model/graph.ts'
import { weightRows } from '../model/graph.ts'
import type { ModelConfig } from '../model/model-config.ts'

/** The sizes that cost formulas are linear in. */
export interface StepSizes {
  /** Tokens of the step. */
  readonly tokens: number
  /** Rows whose logits are wanted. */
  readonly logitsRows: number
  /** Sum over the step's tokens of the keys each attends to. */
  readonly pairs: number
  /** Sum over sequences of their KV length after the step. */
  readonly contextTokens: number
}

/** FLOP or bytes of one step of `sizes`. */
export function costOf(cost: Cost, sizes: StepSizes): number {
  return (
    (cost.fixed ?? 0) +
    (cost.perToken ?? 0) * sizes.tokens +
    (cost.perLogitsRow ?? 0) * sizes.logitsRows +
    (cost.perPair ?? 0) * sizes.pairs +
    (cost.perContextToken ?? 0) * sizes.contextTokens
  )
}

const floatBytes = 4

/** The formulas of one node. */
export function nodeCost(node: GraphNode, config: ModelConfig): { flops: Cost; bytes: Cost } {
  const perRow = (amount: number): Cost =>
    (node.output ?? node.inputs[0])?.rows === 'logits' ? { perLogitsRow: amount } : { perToken: amount }
  const inCols = node.inputs.reduce((cols, value) => cols + value.cols, 0)
  const outCols = node.output?.cols ?? 0
  const kvCols = config.kvHeads * config.headDim
  const rotated = (node.attrs.heads ?? 0) * config.headDim
  switch (node.op) {
    case 'linear':
    case 'linear_gated':
      return linearCost(node, perRow)
    case 'embed':
      return { flops: {}, bytes: perRow(2 * outCols * floatBytes) }
    case 'norm':
    case 'layer_norm': // square and add, scale by 1/rms, gain
      return { flops: perRow(4 * outCols), bytes: perRow((inCols + outCols) * floatBytes) }
    case 'gated':
    case 'activate': // exp, add, divide, two products
      return { flops: perRow(5 * outCols), bytes: perRow((inCols + outCols) * floatBytes) }
    case 'add':
      return { flops: perRow(outCols), bytes: perRow((inCols + outCols) * floatBytes) }
    case 'rows':
    case 'quantize':
      return { flops: {}, bytes: perRow((inCols + outCols) * floatBytes) }
    case 'rope': // two products and a sum per column
      return { flops: perRow(3 * rotated), bytes: perRow(2 * rotated * floatBytes) }
    case 'kv_write':
      return { flops: {}, bytes: perRow(4 * kvCols * floatBytes) }
    case 'rope_kv':
      return { flops: perRow(3 * rotated), bytes: perRow((2 * rotated + 3 * kvCols) * floatBytes) }
    case 'attention':
      return attentionCost(config)
    case 'sample': // softmax over the vocabulary: subtract, exp, add
      return { flops: perRow(3 * inCols), bytes: perRow(inCols * floatBytes) }
  }
}

function linearCost(node: GraphNode, perRow: (amount: number) => Cost): { flops: Cost; bytes: Cost } {
  const [weight, bias] = node.weights
  if (weight === undefined) return { flops: {}, bytes: {} }
  const rows = weightRows(weight)
  const cols = weight.parts[0]?.cols ?? 0
  const hasResidual = node.inputs.length > 1
  const extra = (hasResidual ? rows : 0) + (bias === undefined ? 0 : rows)
  return {
    flops: perRow(2 * rows * cols + extra),
    bytes: {
      fixed: (rows * cols + (bias === undefined ? 0 : rows)) * floatBytes,
      ...perRow((cols + rows + (hasResidual ? rows : 0)) * floatBytes),
    },
  }
}

/** Per pair and head: a dot product, a weighted sum, and scale, max, exp, sum of the softmax. */
function attentionCost(config: ModelConfig): { flops: Cost; bytes: Cost } {
  const { heads, kvHeads, headDim } = config
  return {
    flops: { perPair: heads * (4 * headDim + 4) },
    bytes: { perContextToken: 2 * kvHeads * headDim * floatBytes, perToken: 2 * heads * headDim * floatBytes },
  }
}
