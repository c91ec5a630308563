// Shapes of the 1b and 110m models.
#include "../harness/fields/linear_field.h"

namespace infbench {

namespace {

using Long = long long;

void time_case(Bench& bench, const LinearKernel& kernel, const LinearShape& shape) {
  const LinearField field(bench.pool(), kernel, shape);
  if (!field.mapped) return;
  int64_t turn = 0;
  bench.time(
      kernel.name, text("m %lld k %lld n %lld", Long(shape.m), Long(shape.k), Long(shape.n)),
      [&] { run_linear(bench.pool(), kernel, field.args(turn++), shape.m, field.scratches.data(), true); },
      field.operations());
}

void time_kernel(Bench& bench, const LinearKernel& kernel) {
  for (const int64_t m : {1, 2, 4, 8, 12, 16, 24, 32, 64, 128, 512}) {
    if (kernel.isa == Isa::scalar && m > 4) continue;
    time_case(bench, kernel, {m, 2048, 8192});
    if (kernel.isa == Isa::scalar) continue;
    time_case(bench, kernel, {m, 8192, 2048});
    time_case(bench, kernel, {m, 768, 2048});
  }
}

}  // namespace

void bench_linear(Bench& bench) {
#define LINEAR_KERNEL(isa, name, weights, x, rows, cols, pass_rows, pass_blocks, consistent)                      \
  if (cpu_runs(Isa::isa)) {                                                                                       \
    time_kernel(bench, {Isa::isa, #name "_" #isa, WeightFormat::weights, ActivationType::x, rows, cols, pass_rows, \
                        pass_blocks, consistent, isa::name});                                                     \
  }
#include "linear.inc"
#undef LINEAR_KERNEL
}

}  // namespace infbench
