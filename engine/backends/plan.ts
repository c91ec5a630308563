/**
 * The plan: what `compiler/` lowers a model graph to and a backend executes. A flat list of kernel calls over preassigned
 * buffers; one `step` runs all of it over a ragged batch. All activations are float32, row-major, one row per token of the
 * step (`rows: 'tokens'`) or per row whose logits were asked for (`rows: 'logits'`).
 */
export interface Plan {
  readonly model: PlanModel
  readonly weights: readonly PlanWeight[]
  readonly buffers: readonly PlanBuffer[]
  readonly nodes: readonly PlanNode[]
}

/** What the executor must know beyond the nodes: it owns the KV pool of this shape. */
export interface PlanModel {
  readonly layers: number
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly vocabSize: number
}

/**
 * A matrix of `rows` x `cols` (output features x input features; vectors have rows 1), stacked from parts so that fused
 * projections hold the very values of the unfused ones. `layout` `packed16`: blocks of 16 rows, [rows/16][cols][16], rows
 * padded with zeros; what `linear` and `embed` read. `plain`: row-major; norms and tables.
 */
export interface PlanWeight {
  readonly name: string
  readonly rows: number
  readonly cols: number
  readonly layout: 'packed16' | 'plain'
  readonly parts: readonly WeightPart[]
}

export interface WeightPart {
  readonly rows: number
  readonly source: WeightSource
}

export type WeightSource =
  /** Row-major float32 little-endian at a byte offset of a file. */
  | { readonly kind: 'file'; readonly path: string; readonly offsetBytes: number }
  /** Element (r, c) = scale * u(seed, r * cols + c), u uniform in [-1, 1): a pure function, the same on every ISA and thread count. */
  | { readonly kind: 'random'; readonly seed: number; readonly scale: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'values'; readonly values: Float32Array }

/** `offsetFloats` is per row: a buffer of `cols` columns for n rows lives at n-row scaled offset (see `Plan` layout by liveness). */
export interface PlanBuffer {
  readonly name: string
  readonly rows: 'tokens' | 'logits'
  readonly cols: number
  /** Buffers with the same slot share memory; their lifetimes do not overlap. */
  readonly slot: number
}

/**
 * One kernel call. `in` and `out` are buffer indices, `weights` weight indices. Operations:
 * - embed        () -> x            weights [table]; row of each token id
 * - norm         (x) -> y           weights [gain]; RMSNorm, attrs.eps
 * - linear       (x [, residual]) -> y   weights [w [, bias]]; y = x w^T (+ bias) (+ residual); residual may be the buffer y itself
 *                               attrs.outOffset (0 when absent): first column of y written; y may be wider than w has rows, so
 *                               that unfused projections fill [q | k | v] and [gate | up] piece by piece (row stride = y.cols)
 * - rope         (x) -> x in place  weights [inverse frequencies, headDim/2]; attrs.heads, attrs.offset (first column), attrs.interleaved 0|1
 * - kv_write     (x)                attrs.layer, attrs.kOffset, attrs.vOffset (columns of x where k and v start)
 * - rope_kv      (x) -> x in place  rope of q and k, then kv_write: the fused form; attrs of both, q first, then k, then v
 * - attention    (x) -> y           q at column attrs.qOffset of x, K/V from the pages of attrs.layer; attrs.scale; causal
 * - gated        (x) -> y           x = [gate | up]; y = silu(gate) * up
 * - add          (a, b) -> y
 * - rows         (x) -> y           copies the rows whose logits were asked for
 * - sample       (logits)           picks a token per logits row (batch.sampling)
 */
export interface PlanNode {
  readonly op:
    | 'embed'
    | 'norm'
    | 'linear'
    | 'rope'
    | 'kv_write'
    | 'rope_kv'
    | 'attention'
    | 'gated'
    | 'add'
    | 'rows'
    | 'sample'
  /** For people and counters: `layers.3.attention.qkv`. */
  readonly name: string
  readonly in: readonly number[]
  readonly out: readonly number[]
  readonly weights: readonly number[]
  readonly attrs: Readonly<Record<string, number>>
  readonly flops: Cost
  readonly bytes: Cost
}

/** Linear in the step's sizes: fixed + perToken * T + perLogitsRow * R + perPair * P + perContextToken * C (see `StepSizes`). */
export interface Cost {
  readonly fixed?: number
  readonly perToken?: number
  readonly perLogitsRow?: number
  /** P: sum over the step's tokens of the keys each attends to. */
  readonly perPair?: number
  /** C: sum over sequences of their KV length after the step. */
  readonly perContextToken?: number
}
