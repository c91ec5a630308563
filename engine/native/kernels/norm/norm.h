// norm, RMSNorm (Zhang and Sennrich 2019):   y[r][c] = x[r][c] * gain[c] / sqrt(mean_c(x[r][c]^2) + eps)
// layer_norm (Ba, Kiros and Hinton 2016):    y[r][c] = (x[r][c] - m) * gain[c] / sqrt(mean_c((x[r][c] - m)^2) + eps)
//   (+ bias[c]), m = mean_c(x[r][c]); the variance is taken about the mean in a second pass, which loses no digits.
// y has any type (quantize/quantize.h), so that a norm and the quantization of its result are one walk over the row; a
// y of floats may be x. A row's result depends on that row alone: sums run in an order fixed by `cols`.
#pragma once

#include <cstdint>

#include "../isa.h"
#include "../quantize/rows.h"

namespace infbench {

struct NormArgs {
  const float* x;
  const float* gain;
  const float* bias;  // layer_norm only; null: none
  OutRows y;
  int64_t cols;
  float eps;
};

// Rows [begin, end); `scratch` holds `cols` floats of the calling thread (not read where y is f32).
using NormFn = void (*)(const NormArgs& args, int64_t begin, int64_t end, float* scratch);

struct NormKernel {
  Isa isa;
  const char* name;
  NormFn rms_norm;
  NormFn layer_norm;
};

// Best kernel of the level.
const NormKernel& norm_kernel(Isa level);

#define NORM_KERNEL(isa)                                                              \
  namespace isa {                                                                     \
  void rms_norm(const NormArgs& args, int64_t begin, int64_t end, float* scratch);    \
  void layer_norm(const NormArgs& args, int64_t begin, int64_t end, float* scratch);  \
  }
#include "norm.inc"
#undef NORM_KERNEL

}  // namespace infbench
