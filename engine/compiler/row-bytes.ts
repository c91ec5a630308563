/**
 * Bytes of activations and weights by number type: what memory holds (with padding) and what a step moves (without).
 * Records of q8 and odd-line strides: engine/native/kernels/quantize/q8.h; weights: kernels/linear/packed.h.
 */
import type { WeightFormat } from '../backends/plan.ts'
import type { ValueType } from '../model/graph.ts'

const lineBytes = 64
const q8Padding = 64
const floatBytes = 4

/** Bytes from row to row of a buffer in memory. */
export function rowStrideBytes(cols: number, type: ValueType): number {
  switch (type.kind) {
    case 'f32':
      return cols * floatBytes
    case 'bf16':
      return oddLines(Math.ceil(cols / 2) * 4)
    case 'q8': {
      const padded = Math.ceil(cols / q8Padding) * q8Padding
      return oddLines(q8Bytes(padded))
    }
  }
}

/** Bytes of a row that carry something: what a kernel must read or write. */
export function rowBytes(cols: number, type: ValueType): number {
  switch (type.kind) {
    case 'f32':
      return cols * floatBytes
    case 'bf16':
      return cols * 2
    case 'q8':
      return q8Bytes(cols)
  }
}

/** Values, and two words per 32 of them: where integer sums start, and what makes floats of them. */
function q8Bytes(values: number): number {
  return values + 8 * Math.ceil(values / 32)
}

/** An odd number of cache lines, so that the rows of a tile do not fight over one set of the cache. */
function oddLines(bytes: number): number {
  return (Math.ceil(bytes / lineBytes) | 1) * lineBytes
}

/** Bytes that the minima of int4 weights add to each: a float is shared between 32. */
export const minimumValueBytes = floatBytes / 32

/** Bytes of one weight; integers share a half-precision scale between 32. */
export const weightValueBytes: Readonly<Record<WeightFormat, number>> = {
  f32: 4,
  bf16: 2,
  int8: 1 + 1 / 16,
  int4: 1 / 2 + 1 / 16,
}
