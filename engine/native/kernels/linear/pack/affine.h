// int4 with minima: w = scale * q + min, q in 0..15, a scale and a minimum per output and group of 32 inputs.
//
// It is stored as two matrices: int4 as packed.h has it, which reads scale * (q - 8), and behind it the middles of the
// ranges, min + 8 scale, as packed f32 with a column per group. So kernels of int4 and f32 compute the layer between
// them:
//   sum_k x[k] w[k]  =  int4 layer of x  +  sum_g (sum of x over group g) * middle[g]
// and what was given as (q, scale, min) is read back as scale * (q - 8) + middle: two roundings to float away from
// exact.
#pragma once

#include <cstddef>
#include <cstdint>

namespace infbench {

// Groups of a row: columns of the middles.
static inline int64_t affine_groups(int64_t cols) { return (cols + 31) / 32; }

// Bytes of a matrix with its middles; where they start in it (a multiple of 64).
size_t affine_bytes(int64_t rows, int64_t cols);
size_t middles_at(int64_t rows, int64_t cols);

// A block of 16 outputs before it is packed: values [cols][16], scales and minima [groups][16]. Outputs in `given` (a
// bit each) bring integers 0..15 as values, with scales that a half holds and any minima; of the others values are
// weights, and packing finds scale and minimum: those of llama.cpp's Q4_1, scale = (max - min) / 15, q = (w - min) /
// scale rounded half up, both halves afterwards. A group of equal weights has scale 0.
struct AffineBlock {
  float* values;
  float* scales;
  float* minima;
  uint32_t given;
};

// The block's int4 and its middles [groups][16]. Any thread, no allocation.
void pack_affine_block(const AffineBlock& block, int64_t cols, void* out, float* middles);

// Adds the middles of row `row` to what unpack_row read.
void add_middles(const float* middles, int64_t cols, int64_t row, float* out);

}  // namespace infbench
