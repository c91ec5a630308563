// Rows of activations as int8 (type q8), what the integer linear layers read.
//
// A row is one record: values int8 [padded], starts int32 [padded / 32], scales float [scales]. Values are cut in spans
// of 32, 128 or all of a row; in a span with largest magnitude a:  scale = a / 127,  value = round_to_even(x * (127 / a)),
// both 0 where a is 0 or 127 / a is infinite; the products are float. Padding values are 0. Per group of 32 values,
// start = -zero * sum(values): weights are stored unsigned, w + zero, so that sum(value * w) = start + sum(value * (w +
// zero)) and the zero point costs nothing. Strides are an odd number of cache lines, so that the rows of a tile do not fight over one set of the cache.
#pragma once

#include <cstdint>

namespace infbench {

constexpr int64_t kQ8Group = 32;
// Records of int4 and int8 weights hold this many inputs.
constexpr int64_t kQ8Padding = 64;

static inline int64_t odd_lines(int64_t bytes) { return ((bytes + 63) / 64 | 1) * 64; }

struct Q8Shape {
  int64_t cols;    // values that count
  int64_t padded;  // cols rounded up to kQ8Padding
  int64_t span;    // values per scale: 32, 128, or padded
  int64_t scales;
  int32_t zero;
  int64_t starts_at;  // byte in the record
  int64_t scales_at;
  int64_t stride;  // bytes from row to row

  // span 0: one scale per row.
  static Q8Shape of(int64_t cols, int64_t span, int64_t zero) {
    Q8Shape shape{};
    shape.cols = cols;
    shape.padded = (cols + kQ8Padding - 1) / kQ8Padding * kQ8Padding;
    shape.span = span == 0 || span > shape.padded ? shape.padded : span;
    shape.scales = (shape.padded + shape.span - 1) / shape.span;
    shape.zero = static_cast<int32_t>(zero);
    shape.starts_at = shape.padded;
    shape.scales_at = shape.padded + shape.padded / kQ8Group * 4;
    shape.stride = odd_lines(shape.scales_at + shape.scales * 4);
    return shape;
  }

  const int8_t* values(const void* row) const { return static_cast<const int8_t*>(row); }
  const int32_t* starts(const void* row) const {
    return reinterpret_cast<const int32_t*>(static_cast<const uint8_t*>(row) + starts_at);
  }
  const float* row_scales(const void* row) const {
    return reinterpret_cast<const float*>(static_cast<const uint8_t*>(row) + scales_at);
  }
};

// Bytes from row to row of bf16 activations: padded to whole pairs, an odd number of cache lines.
static inline int64_t bf16_stride(int64_t cols) { return odd_lines((cols + 1) / 2 * 4); }

}  // namespace infbench
