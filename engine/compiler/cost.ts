/**
 * What a node computes and moves, as formulas in the sizes of a step. FLOP: a multiply-add is two; exp, division and square
 * root count as one. Bytes: what must cross from memory if nothing stays in cache between nodes: each weight once per step,
 * each activation row in and out, keys and values of every sequence once per step.
 */
import type { Cost } from '../backends/plan.ts'
import type { GraphNode } from '../model/graph.ts'
import { f32, weightCols, weightRows } from '../model/graph.ts'
import type { ModelConfig } from '../model/model-config.ts'
import { kvBytesPerToken } from '../model/model-config.ts'
import type { KvType } from './quantization.ts'
import { minimumValueBytes, rowBytes, weightValueBytes } from './row-bytes.ts'

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
export function nodeCost(node: GraphNode, config: ModelConfig, kvType: KvType): { flops: Cost; bytes: Cost } {
  const perRow = (amount: number): Cost =>
    (node.output ?? node.inputs[0])?.rows === 'logits' ? { perLogitsRow: amount } : { perToken: amount }
  const inCols = node.inputs.reduce((cols, value) => cols + value.cols, 0)
  const outCols = node.output?.cols ?? 0
  const moved = valueBytes(node)
  const kvStored = kvBytesPerToken(config, kvType) / config.layers
  switch (node.op) {
    case 'linear':
    case 'linear_gated':
    case 'linear_minima':
      return linearCost(node, perRow)
    case 'group_sums':
      return sumsCost(node, perRow)
    case 'embed': // a row of the table in, a row out
      return { flops: {}, bytes: perRow(outCols * tableBytes(node) + moved) }
    case 'norm': // square and add, scale by 1/rms, gain
      return normCost(node, 4, perRow)
    case 'layer_norm': // and the mean
      return normCost(node, 6, perRow)
    case 'gated':
    case 'activate': // exp, add, divide, two products
      return { flops: perRow(5 * outCols), bytes: perRow(moved) }
    case 'quantize': // magnitude, product
      return { flops: perRow(2 * outCols), bytes: perRow(moved) }
    case 'add':
      return addCost(node, perRow)
    case 'rows':
      return { flops: {}, bytes: perRow(moved) }
    case 'rope':
    case 'kv_write':
    case 'rope_kv':
      return keysCost(node, config, kvStored, perRow)
    case 'attention':
      return attentionCost(config, kvStored, moved - rowBytes(inCols, f32))
    case 'sample': // softmax over the vocabulary: subtract, exp, add
      return { flops: perRow(3 * inCols), bytes: perRow(moved) }
  }
}

/** Bytes of a row of all inputs and the output; what is updated in place is read and written. */
function valueBytes({ inputs, output }: GraphNode): number {
  const all = output === null ? inputs : [...inputs, output]
  return all.reduce((bytes, { cols, type }) => bytes + rowBytes(cols, type), 0)
}

/** What is added first is one more operation a column, and the sum is written back. */
function normCost(
  node: GraphNode,
  flopsPerColumn: number,
  perRow: (amount: number) => Cost,
): { flops: Cost; bytes: Cost } {
  const [x, addend] = node.inputs
  const cols = x?.cols ?? 0
  const adds = addend === undefined ? 0 : 1
  return {
    flops: perRow((flopsPerColumn + adds) * cols),
    bytes: perRow(valueBytes(node) + adds * rowBytes(cols, f32)),
  }
}

function tableBytes({ weights }: GraphNode): number {
  const [table] = weights
  return weightValueBytes[table?.format ?? 'f32'] + (table?.minima === true ? minimumValueBytes : 0)
}

/**
 * Rotation is two products and a sum per column, read and written; storing reads keys and values and writes `kvStored` bytes of
 * them. Both at once read keys twice over.
 */
function keysCost(
  { op, attrs }: GraphNode,
  { headDim, kvHeads }: ModelConfig,
  kvStored: number,
  perRow: (amount: number) => Cost,
): { flops: Cost; bytes: Cost } {
  const rotated = (attrs.heads ?? 0) * headDim
  const kvRow = 2 * kvHeads * headDim * floatBytes
  if (op === 'kv_write') return { flops: {}, bytes: perRow(kvRow + kvStored) }
  const stored = op === 'rope_kv' ? kvRow / 2 + kvStored : 0
  return { flops: perRow(3 * rotated), bytes: perRow(2 * rotated * floatBytes + stored) }
}

/** Floats are added up. Of q8 the sums are there, to be scaled: its values are not read. */
function sumsCost(node: GraphNode, perRow: (amount: number) => Cost): { flops: Cost; bytes: Cost } {
  const [input] = node.inputs
  const [read, made] = [input?.cols ?? 0, node.output?.cols ?? 0]
  const moved = valueBytes(node)
  return input?.type.kind === 'q8'
    ? { flops: perRow(made), bytes: perRow(moved - read) }
    : { flops: perRow(read), bytes: perRow(moved) }
}

/** Of two values, or of a bias in place on its own columns. */
function addCost(node: GraphNode, perRow: (amount: number) => Cost): { flops: Cost; bytes: Cost } {
  const [bias] = node.weights
  if (bias === undefined) return { flops: perRow(node.output?.cols ?? 0), bytes: perRow(valueBytes(node)) }
  const cols = weightRows(bias)
  return { flops: perRow(cols), bytes: { fixed: cols * floatBytes, ...perRow(2 * cols * floatBytes) } }
}

/**
 * Operations count the same in integers: a multiply-add is two. The gate's activation is five a pair of outputs. The minima are
 * a matrix of floats with a column per group.
 */
function linearCost(node: GraphNode, perRow: (amount: number) => Cost): { flops: Cost; bytes: Cost } {
  const [weight, bias] = node.weights
  if (weight === undefined) return { flops: {}, bytes: {} }
  const [input, residual] = node.inputs
  const rows = weightRows(weight)
  const minima = node.op === 'linear_minima'
  const cols = minima ? (input?.cols ?? 0) : weightCols(weight)
  const valueBytes = minima ? floatBytes : weightValueBytes[weight.format]
  const gated = node.op === 'linear_gated'
  // Floats in, packed values out: before they are read as those of any other layer.
  const packing = weight.layout === 'unpacked' ? rows * cols * (floatBytes + valueBytes) : 0
  const extra = (residual === undefined ? 0 : rows) + (bias === undefined ? 0 : rows) + (gated ? (5 * rows) / 2 : 0)
  const written = rowBytes(gated ? rows / 2 : rows, node.output?.type ?? f32)
  const read = rowBytes(cols, input?.type ?? f32) + (residual === undefined ? 0 : rowBytes(rows, f32))
  return {
    flops: perRow(2 * rows * cols + extra),
    bytes: {
      fixed: packing + rows * cols * valueBytes + (bias === undefined ? 0 : rows * floatBytes),
      ...perRow(read + written),
    },
  }
}

/**
 * Per pair and head: a dot product, a weighted sum, and scale, max, exp, sum of the softmax. `kvStored`: bytes of keys and
 * values of a token in one layer; `written`: bytes of a row of the result; queries are f32.
 */
function attentionCost(config: ModelConfig, kvStored: number, written: number): { flops: Cost; bytes: Cost } {
  const { heads, headDim } = config
  return {
    flops: { perPair: heads * (4 * headDim + 4) },
    bytes: { perContextToken: kvStored, perToken: heads * headDim * floatBytes + written },
  }
}
