#include "linear.h"

namespace infbench {

namespace {
constexpr LinearKernel kKernels[] = {
#define LINEAR_KERNEL(isa, name, weights, x, rows, cols, pass_rows, pass_blocks, consistent)                        \
  {Isa::isa, #name "_" #isa, WeightFormat::weights, ActivationType::x, rows, cols, pass_rows, pass_blocks,           \
   consistent, isa::name},
#include "linear.inc"
#undef LINEAR_KERNEL
};
}  // namespace

const LinearKernel* linear_kernel(Isa level, WeightFormat weights, ActivationType x) {
  for (const LinearKernel& kernel : kKernels) {
    if (kernel.weights == weights && kernel.x == x && includes(level, kernel.isa)) return &kernel;
  }
  return nullptr;
}

}  // namespace infbench
