// Linear layer: y[m][n] = sum_k x[m][k] * w[n][k]  (+ bias[n])  (+ residual[m][n]), in that order of additions.
//
// Shapes: x [rows, inner], w packed16 [blocks][inner][16] with blocks = ceil(outputs / 16) and zero padding, bias
// [outputs] or null, residual and y [rows, outputs] with rows `y_stride` apart; residual may be y itself. Weights are
// 64-byte aligned.
// `consistent` kernels compute every output as one chain of fused multiply-adds in the order of k, starting at 0, and
// add bias and residual once after it. Such a result depends on neither tile, row count, thread nor vector width, so a
// sequence gets the same bits alone and in any batch. The scalar oracle sums in double.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

struct LinearArgs {
  const float* x;
  const float* weights;
  const float* bias;
  const float* residual;
  float* y;
  int64_t inner;
  int64_t outputs;
  int64_t y_stride;
};

// The part of the output one call makes: rows [row_begin, row_end) of 16-column blocks [block_begin, block_end).
struct LinearPart {
  int64_t row_begin, row_end;
  int64_t block_begin, block_end;
};

using LinearFn = void (*)(const LinearArgs& args, const LinearPart& part);

struct LinearKernel {
  Isa isa;
  const char* name;
  int tile_rows, tile_cols;
  bool consistent;
  LinearFn run;
};

// Best kernel of the level.
const LinearKernel& linear_kernel(Isa level);

#define LINEAR_KERNEL(isa, name, rows, cols, consistent) \
  namespace isa {                                        \
  void name(const LinearArgs& args, const LinearPart& part); \
  }
#include "linear.inc"
#undef LINEAR_KERNEL

}  // namespace infbench
