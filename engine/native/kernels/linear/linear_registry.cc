#include "../pick.h"
#include "linear.h"

namespace infbench {

namespace {
constexpr LinearKernel kKernels[] = {
#define LINEAR_KERNEL(isa, name, rows, cols, consistent) \
  {Isa::isa, #name "_" #isa, rows, cols, consistent, isa::name},
#include "linear.inc"
#undef LINEAR_KERNEL
};
}  // namespace

const LinearKernel& linear_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
