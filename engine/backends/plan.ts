/**
 * The plan: what `compiler/` lowers a model graph to and a backend executes. A flat list of kernel calls over preassigned
 * buffers; one `step` runs all of it over a ragged batch. Activations are row-major, one row per token of the step
 * (`rows: 'tokens'`) or per row whose logits were asked for (`rows: 'logits'`).
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
  /** What keys and values are stored as. int8: symmetric, one scale per token and head. */
  readonly kvType: 'f32' | 'bf16' | 'int8'
}

/**
 * How a matrix is stored. int8, int4: one half-precision scale per output and group of 32 inputs, symmetric unless
 * `PlanWeight.minima` says otherwise.
 */
export type WeightFormat = 'f32' | 'bf16' | 'int8' | 'int4'

/**
 * What a row of activations is stored as. q8: int8 values with a scale (a power of two) per `span` values, and per group
 * of 32 two words that make scale and zero point of the weights' integer sums free (engine/native/kernels/quantize/q8.h).
 */
export type ActivationType = 'f32' | 'bf16' | 'q8'

/**
 * A matrix of `rows` x `cols` (output features x input features; vectors have rows 1), stacked from parts so that fused
 * projections hold the very values of the unfused ones. `layout` `packed16`: blocks of 16 rows, rows padded with zeros, in
 * the order that the kernels of `format` read (engine/native/kernels/linear/packed.h); what `linear` and `embed` read.
 * `unpacked`: row-major f32 that a linear packs each time it runs; not with minima, not for `embed`.
 * `plain`: row-major f32; norms and tables.
 */
export interface PlanWeight {
  readonly name: string
  readonly rows: number
  readonly cols: number
  readonly layout: 'packed16' | 'unpacked' | 'plain'
  /** f32 for `plain`. */
  readonly format: WeightFormat
  /**
   * int4 only; absent: none. Each output and group of 32 inputs has a minimum too: w = scale * q + min, q from 0 to 15. `linear`
   * computes scale * (q - 8) of it, `linear_minima` the rest (engine/native/kernels/linear/pack/affine.h); `embed` reads all.
   */
  readonly minima?: boolean
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
  | AffineSource

/**
 * Weights that are integers already: element (r, c) = scale * integer + min, both of row r and group c / 32, a row's last group
 * being shorter where its columns are no multiple of 32. A weight with minima takes them over as they are; others round anew.
 */
export interface AffineSource {
  readonly kind: 'affine'
  /** Row-major, 0 to 15. */
  readonly integers: Uint8Array
  /** [rows][groups]; values that a half holds. */
  readonly scales: Float32Array
  readonly minima: Float32Array
}

/** `offsetFloats` is per row: a buffer of `cols` columns for n rows lives at n-row scaled offset (see `Plan` layout by liveness). */
export interface PlanBuffer {
  readonly name: string
  readonly rows: 'tokens' | 'logits'
  readonly cols: number
  readonly type: ActivationType
  /** q8 only: values per scale (32, 128; 0: one scale for the row) and the zero point of the weights it meets (int4: 8, int8: 128). */
  readonly span?: 0 | 32 | 128
  readonly zero?: 8 | 128
  /** Buffers with the same slot share memory; their lifetimes do not overlap. */
  readonly slot: number
}

/**
 * One kernel call. `in` and `out` are buffer indices, `weights` weight indices. Activations are f32 where nothing else is
 * said; "any" means f32, bf16 or q8: the kernel writes that type itself, which saves a `quantize`. Operations:
 * - embed        () -> x            weights [table, any format]; row of each token id
 * - norm         (x [, a]) -> y any  weights [gain]; RMSNorm, attrs.eps; with a: x = x + a in place, then its norm
 * - layer_norm   (x [, a]) -> y any  weights [gain [, bias]]; attrs.eps; a as for norm
 * - quantize     (x) -> y bf16|q8   f32 to the type of y
 * - linear       (x [, residual]) -> y   weights [w [, bias]]; y = x w^T (+ bias) (+ residual); residual may be the buffer y itself.
 *                               x is f32 for f32 weights, bf16 for bf16, q8 for int8 and int4; int4 also takes f32 (W4A16).
 *                               attrs.outOffset (0 when absent): first column of y written; y may be wider than w has rows, so
 *                               that unfused projections fill [q | k | v] and [gate | up] piece by piece (row stride = y.cols)
 *                               w with minima: without the part that linear_minima adds
 * - group_sums   (x) -> s           sums of x over groups of 32 columns, as a linear reads x (f32 or q8)
 * - linear_minima (s [, residual]) -> y  weights [w [, bias]], w with minima; s of group_sums; y = s m^T (+ bias) (+ residual), where m
 *                               holds min + 8 * scale of each output and group, f32; attrs.outOffset as for linear, whose residual y is then
 * - linear_gated (x) -> y any       weights [w]; w = [gate; up] stacked, F rows each, F a multiple of 16 (of 128 where y is q8 with
 *                               span 128); y = act(x gate^T) * (x up^T), F columns; attrs.activation; w without minima
 * - rope         (x) -> x in place  weights [inverse frequencies, headDim/2]; attrs.heads, attrs.offset (first column), attrs.interleaved 0|1
 * - kv_write     (x)                attrs.layer, attrs.kOffset, attrs.vOffset (columns of x where k and v start)
 * - rope_kv      (x) -> x in place  rope of q and k, then kv_write: the fused form; attrs of both, q first, then k, then v
 * - attention    (x) -> y any       q at column attrs.qOffset of x, K/V from the pages of attrs.layer; attrs.scale; causal;
 *                               attrs.window (0: none): keys further back than this many are not seen (the own position counts);
 *                               attrs.softcap (0: none): scores become softcap * tanh(score / softcap);
 *                               attrs.naive 1: all scores of a row at once, no tiles
 *                               y q8 with span 128 needs headDim * heads / kvHeads to be a multiple of 128
 * - gated        (x) -> y any       x = [gate | up]; y = act(gate) * up; attrs.activation
 * - activate     (x) -> y any       y = act(x); attrs.activation
 * - add          (a, b) -> y           or (x) -> x in place, weights [bias] (a row or a column), added from column attrs.offset on
 * - rows         (x) -> y           copies the rows whose logits were asked for
 * - sample       (logits)           picks a token per logits row (batch.sampling)
 * attrs.activation: 0 SiLU, 1 GELU (tanh), 2 GELU (erf), 3 ReLU.
 */
export interface PlanNode {
  readonly op:
    | 'embed'
    | 'norm'
    | 'layer_norm'
    | 'quantize'
    | 'linear'
    | 'linear_gated'
    | 'group_sums'
    | 'linear_minima'
    | 'rope'
    | 'kv_write'
    | 'rope_kv'
    | 'attention'
    | 'gated'
    | 'activate'
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
