// Rows of floats to the activation types that linear layers read: f32 (a copy), bf16 (to nearest, ties to even) and q8
// (q8.h). Every instruction set writes the same bits.
//
// Kernels that end in a row of any type write it through store_row (quantize_vector.h; here the oracle): columns
// [first_col, first_col + cols) of a row, values[0] for first_col. q8: first_col is a multiple of the span, and so is
// cols unless they are the last of the row; bf16: first_col is even, and so is cols unless they are the last. Who
// writes the last columns writes the padding too. Values are finite for q8. A row of the cache (Q8Shape::of_cache) is written at once.
#pragma once

#include <cstdint>

#include "../isa.h"
#include "rows.h"

namespace infbench {

struct QuantizeArgs {
  const float* x;
  int64_t x_stride;  // floats
  int64_t cols;
  OutRows y;
};

// Rows [begin, end).
using QuantizeFn = void (*)(const QuantizeArgs& args, int64_t begin, int64_t end);

struct QuantizeKernel {
  Isa isa;
  const char* name;
  QuantizeFn run;
};

// Best kernel of the level.
const QuantizeKernel& quantize_kernel(Isa level);

// Bits of a float rounded to bf16, ties to even; NaN stays NaN.
static inline uint16_t to_bf16(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  return static_cast<uint16_t>(x != x ? 0x7fc0 : rounded);
}

static inline float from_bf16(uint16_t bits) {
  const uint32_t wide = static_cast<uint32_t>(bits) << 16;
  float x;
  __builtin_memcpy(&x, &wide, sizeof x);
  return x;
}

namespace scalar {
void store_row(const OutRows& out, int64_t row, const float* values, int64_t first_col, int64_t cols);
// What store_row wrote, as floats: what a linear layer sees.
void load_row(const OutRows& from, int64_t row, int64_t first_col, int64_t cols, float* values);
}  // namespace scalar

#define QUANTIZE_KERNEL(isa, name) \
  namespace isa {                  \
  void name(const QuantizeArgs& args, int64_t begin, int64_t end); \
  }
#include "quantize.inc"
#undef QUANTIZE_KERNEL

}  // namespace infbench
