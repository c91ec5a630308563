// Sums of activations over groups of 32 columns, what the minima of int4 weights are multiplied with:
//   y[r][g] = sum of x[r][32 g .. 32 g + 31]        as the linear layer reads x; columns past the last are 0
//
// q8: scale * sum of the integers, from the starts of the row (quantize/q8.h), so one product is all that rounds. f32:
// a tree of additions, column i with i + 16, then 8, 4, 2 and 1 apart: the same bits on every instruction set. One number in
// 32 of what the linear layer beside it reads, and on x86 the plain loops become vectors of the base instruction set, so only
// NEON has a kernel of its own.
#pragma once

#include <cstdint>

#include "../isa.h"
#include "../quantize/rows.h"

namespace infbench {

struct SumsArgs {
  OutRows x;     // f32 or q8
  int64_t cols;  // of x
  float* y;      // [rows][groups]
  int64_t groups;
};

// Rows [begin, end).
using SumsFn = void (*)(const SumsArgs& args, int64_t begin, int64_t end);

struct SumsKernel {
  Isa isa;
  const char* name;
  SumsFn run;
};

// Best kernel of the level.
const SumsKernel& sums_kernel(Isa level);

#define SUMS_KERNEL(isa, name) \
  namespace isa {              \
  void name(const SumsArgs& args, int64_t begin, int64_t end); \
  }
#include "sums.inc"
#undef SUMS_KERNEL

}  // namespace infbench
