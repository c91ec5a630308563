// RMSNorm (Zhang and Sennrich 2019): y[r][c] = x[r][c] * gain[c] / sqrt(mean_c(x[r][c]^2) + eps). y may be x.
// A row's result depends on that row alone: sums run in an order fixed by `cols`.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

struct NormArgs {
  const float* x;
  const float* gain;
  float* y;
  int64_t cols;
  float eps;
};

// Rows [begin, end).
using NormFn = void (*)(const NormArgs& args, int64_t begin, int64_t end);

struct NormKernel {
  Isa isa;
  const char* name;
  NormFn run;
};

// Best kernel of the level.
const NormKernel& norm_kernel(Isa level);

#define NORM_KERNEL(isa, name) \
  namespace isa {              \
  void name(const NormArgs& args, int64_t begin, int64_t end); \
  }
#include "norm.inc"
#undef NORM_KERNEL

}  // namespace infbench
