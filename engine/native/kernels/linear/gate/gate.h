// y[r][first_col + c] = act(x[r][c]) * x[r][cols + c]: what a gated linear layer does with its two products.
// y is f32, bf16 or q8 (then first_col and cols as quantize.h's store_row wants them).
#pragma once

#include <cstdint>

#include "../../isa.h"
#include "../../quantize/rows.h"

namespace infbench {

struct GateArgs {
  float* x;  // [rows][2 cols], 64-byte aligned, cols a multiple of 16; left undefined
  int64_t cols;
  OutRows y;  // data already at the first row
  int64_t first_col;
  Activation activation;
};

using GateFn = void (*)(const GateArgs& args, int64_t rows);

struct GateKernel {
  Isa isa;
  GateFn run;
};

// Best kernel of the level.
const GateKernel& gate_kernel(Isa level);

#define GATE_KERNEL(isa) \
  namespace isa {        \
  void gate(const GateArgs& args, int64_t rows); \
  }
#include "gate.inc"
#undef GATE_KERNEL

}  // namespace infbench
