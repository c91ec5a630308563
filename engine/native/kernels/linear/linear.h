// Linear layer: y[m][n] = sum_k x[m][k] * w[n][k]  (+ bias[n])  (+ residual[m][n]), in that order of additions.
// gated: w is [gate; up] stacked, F = outputs / 2 rows each, and y[m][n] = act(g) * u of the two products, F columns.
//
// x [rows, inner] and w [outputs, inner] packed (packed.h; 64-byte aligned) are of one of these pairs:
//   f32 x f32, int4 x f32   one chain of fused multiply-adds in the order of k, starting at 0, on the weights as floats
//   bf16 x bf16             bf16/
//   int8 x q8, int4 x q8    int/: integer products, exact within a group of 32 inputs
// bias [outputs] or null, residual [rows, outputs] f32 or null, rows y.stride bytes apart; residual may be y itself.
//
// `consistent` kernels compute every output as one chain of roundings that neither tile, row count, thread nor vector
// width changes, and add bias and residual once after it, so a sequence gets the same bits alone and in any batch. The
// f32 scalar oracle sums in double and is not consistent; the integer kernels of all instruction sets are bit-equal.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../isa.h"
#include "../quantize/rows.h"
#include "read_ahead.h"

namespace infbench {

class Pool;

struct LinearArgs {
  const void* x;
  int64_t x_stride;  // bytes from row to row
  Q8Shape q8;        // x is q8
  const void* weights;
  const float* bias;
  const float* residual;
  OutRows y;  // plain: f32, data already moved to its first column; gated: any type
  int64_t inner;
  int64_t outputs;  // rows of w
  bool gated;
  Activation activation;
  // Or null: what to bring into cache meanwhile, where memory is idle. run_linear: of each worker; a kernel: its caller's.
  ReadAhead* read_ahead;
};

// The part of the output one call makes: rows [row_begin, row_end) of 16-column blocks [block_begin, block_end).
struct LinearPart {
  int64_t row_begin, row_end;
  int64_t block_begin, block_end;
};

// A plain layer (args.gated is ignored): y f32. scratch: kLinearScratchBytes, 64-byte aligned, nobody else's meanwhile.
using LinearFn = void (*)(const LinearArgs& args, const LinearPart& part, void* scratch);

// The scratch of one kernel call.
constexpr size_t kLinearScratchBytes = 256 * 1024;

struct LinearKernel {
  Isa isa;
  const char* name;
  WeightFormat weights;
  ActivationType x;
  int tile_rows, tile_cols;
  // Most rows and blocks of 16 columns of one call: what it reads and sums stays in cache.
  int pass_rows, pass_blocks;
  bool consistent;
  LinearFn run;
};

// Best kernel of the level for that pair; null where there is none.
const LinearKernel* linear_kernel(Isa level, WeightFormat weights, ActivationType x);

// Scratch of one worker of run_linear; 64-byte aligned.
size_t linear_scratch_bytes();

// The whole layer, cut into jobs of the pool: groups of columns (each job reads its own weights) times passes of rows.
// scratch[w]: linear_scratch_bytes() of worker w. tiled false: one row and one block of 16 outputs at a time.
// gated: outputs a multiple of 32; y q8 has a span of 32 or 128 and outputs a multiple of twice that.
void run_linear(Pool& pool, const LinearKernel& kernel, const LinearArgs& args, int64_t rows, void* const* scratch,
                bool tiled);

#define LINEAR_KERNEL(isa, name, weights, x, rows, cols, pass_rows, pass_blocks, consistent) \
  namespace isa {                                                                            \
  void name(const LinearArgs& args, const LinearPart& part, void* scratch);                  \
  }
#include "linear.inc"
#undef LINEAR_KERNEL

}  // namespace infbench
