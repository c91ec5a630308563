// activate: y[r][c] = act(x[r][c]); gated: y[r][c] = act(x[r][c]) * x[r][cols + c], x is [rows, 2 cols] = [gate | up].
//   silu       x / (1 + exp(-x))
//   gelu_tanh  x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
//   gelu_erf   x / 2 (1 + erf(x / sqrt(2)))
//   relu       max(x, 0)
// y has any type (quantize/quantize.h). add: y[i] = a[i] + b[i]; y may be a or b.
#pragma once

#include <cstdint>

#include "../isa.h"
#include "../quantize/rows.h"

namespace infbench {

struct ActivationArgs {
  const float* x;
  OutRows y;
  int64_t cols;  // of y
  Activation kind;
};

struct AddArgs {
  const float* a;
  const float* b;
  float* y;
};

// Rows [begin, end); `scratch` holds `cols` floats of the calling thread (not read where y is f32).
using ActivationFn = void (*)(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch);
// Elements [begin, end).
using AddFn = void (*)(const AddArgs& args, int64_t begin, int64_t end);

struct ActivationKernel {
  Isa isa;
  const char* name;
  ActivationFn gated;
  ActivationFn activate;
  AddFn add;
};

// Best kernel of the level.
const ActivationKernel& activation_kernel(Isa level);

namespace scalar {
double activation_of(Activation kind, double x);
}

#define ACTIVATION_KERNEL(isa)                                                          \
  namespace isa {                                                                       \
  void gated(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch);    \
  void activate(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch); \
  void add(const AddArgs& args, int64_t begin, int64_t end);                            \
  }
#include "activation.inc"
#undef ACTIVATION_KERNEL

}  // namespace infbench
