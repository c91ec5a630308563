#include "../pick.h"
#include "sums.h"

namespace infbench {

namespace {
constexpr SumsKernel kKernels[] = {
#define SUMS_KERNEL(isa, name) {Isa::isa, #name "_" #isa, isa::name},
#include "sums.inc"
#undef SUMS_KERNEL
};
}  // namespace

const SumsKernel& sums_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
