// gated: y[r][c] = silu(x[r][c]) * x[r][cols + c], silu(g) = g / (1 + exp(-g)); x is [rows, 2 cols] = [gate | up].
// add:   y[i] = a[i] + b[i]; y may be a or b.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

struct GatedArgs {
  const float* x;
  float* y;
  int64_t cols;
};

struct AddArgs {
  const float* a;
  const float* b;
  float* y;
};

// gated: rows [begin, end); add: elements [begin, end).
using GatedFn = void (*)(const GatedArgs& args, int64_t begin, int64_t end);
using AddFn = void (*)(const AddArgs& args, int64_t begin, int64_t end);

struct ActivationKernel {
  Isa isa;
  const char* name;
  GatedFn gated;
  AddFn add;
};

// Best kernel of the level.
const ActivationKernel& activation_kernel(Isa level);

#define ACTIVATION_KERNEL(isa, gated, add)                       \
  namespace isa {                                                \
  void gated(const GatedArgs& args, int64_t begin, int64_t end); \
  void add(const AddArgs& args, int64_t begin, int64_t end);     \
  }
#include "activation.inc"
#undef ACTIVATION_KERNEL

}  // namespace infbench
