#include "../pick.h"
#include "norm.h"

namespace infbench {

namespace {
constexpr NormKernel kKernels[] = {
#define NORM_KERNEL(isa) {Isa::isa, "norm_" #isa, isa::rms_norm, isa::layer_norm},
#include "norm.inc"
#undef NORM_KERNEL
};
}  // namespace

const NormKernel& norm_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
