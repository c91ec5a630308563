#include "../pick.h"
#include "norm.h"

namespace infbench {

namespace {
constexpr NormKernel kKernels[] = {
#define NORM_KERNEL(isa, name) {Isa::isa, #name "_" #isa, isa::name},
#include "norm.inc"
#undef NORM_KERNEL
};
}  // namespace

const NormKernel& norm_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
