// Rows of activations as int8 (type q8), what the integer linear layers read.
//
// A row is one record: values int8 [padded], heads [padded / 32]. Values are cut in spans of 32, 128 or all of a row; the
// values of a span share the scale 2^e, the smallest power of two that 127 times holds their largest magnitude (at least
// 2^-126):  value = round_to_even(x / scale), which is exact but for the rounding. Padding values are 0.
//
// A power of two, because products with it are exact: a group's integer sum then becomes a float, and is scaled, in the
// one subtraction that the conversion takes anyway. The head of a group of 32 values brings
//   offset = 1.5 * 2^23 * scale, a float whose last bit is worth `scale`
//   start  = the bits of offset, as an integer, - zero * sum(values)
// An int32 that begins at `start` and adds value * (w + zero), w + zero as stored, ends as the bits of the float
// offset + scale * sum(value * w), since the sum is far below 2^22: the zero point of the weights costs nothing, and
// subtracting offset leaves scale * sum exactly.
//
// Magnitudes up to 127 * 2^104 (2.5e33). Strides are an odd number of cache lines, so that the rows of a tile do not
// fight over one set of the cache.
#pragma once

#include <cstdint>

namespace infbench {

constexpr int64_t kQ8Group = 32;
// Records of int4 and int8 weights hold this many inputs.
constexpr int64_t kQ8Padding = 64;
// offset / scale.
constexpr float kQ8Offset = 12582912.0f;

struct Q8Head {
  int32_t start;
  float offset;
};

static inline int64_t odd_lines(int64_t bytes) { return ((bytes + 63) / 64 | 1) * 64; }

static inline int32_t bits_of_float(float x) {
  int32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float float_of_bits(int32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

// The scale of a span, and its inverse.
struct Q8Scale {
  float scale, inverse;

  // 127 is 1.984375 * 2^6: the carry that rounds the exponent up comes from mantissas above that.
  explicit Q8Scale(float largest) {
    constexpr int32_t kOne = 1 << 23, kAbove127 = 0x1ffff;
    const int32_t bits = ((bits_of_float(largest) + kAbove127) & (0xff * kOne)) - 6 * kOne;
    const int32_t held = bits < kOne ? kOne : bits;
    scale = float_of_bits(held);
    inverse = float_of_bits(254 * kOne - held);
  }
};

struct Q8Shape {
  int64_t cols;    // values that count
  int64_t padded;  // cols rounded up to kQ8Padding
  int64_t span;    // values per scale: 32, 128, or padded
  int32_t zero;
  int64_t heads_at;  // byte in the record
  int64_t stride;    // bytes from row to row
  bool cached;       // a row of the KV cache

  // span 0: one scale per row.
  static Q8Shape of(int64_t cols, int64_t span, int64_t zero) {
    Q8Shape shape{};
    shape.cols = cols;
    shape.padded = (cols + kQ8Padding - 1) / kQ8Padding * kQ8Padding;
    shape.span = span == 0 || span > shape.padded ? shape.padded : span;
    shape.zero = static_cast<int32_t>(zero);
    shape.heads_at = shape.padded;
    shape.stride = odd_lines(shape.padded + shape.padded / kQ8Group * static_cast<int64_t>(sizeof(Q8Head)));
    return shape;
  }

  // A key or value on its way to the cache, which no linear layer reads: one scale, largest / 127, and no heads.
  static Q8Shape of_cache(int64_t cols) {
    Q8Shape shape = of(cols, 0, 0);
    shape.cached = true;
    return shape;
  }
  float& cache_scale(void* row) const { return *reinterpret_cast<float*>(static_cast<uint8_t*>(row) + heads_at); }

  const int8_t* values(const void* row) const { return static_cast<const int8_t*>(row); }
  const Q8Head* heads(const void* row) const {
    return reinterpret_cast<const Q8Head*>(static_cast<const uint8_t*>(row) + heads_at);
  }
  // Of a group.
  float scale(const void* row, int64_t group) const { return heads(row)[group].offset / kQ8Offset; }
};

// Bytes from row to row of bf16 activations: padded to whole pairs, an odd number of cache lines.
static inline int64_t bf16_stride(int64_t cols) { return odd_lines((cols + 1) / 2 * 4); }

}  // namespace infbench
