#include "../pick.h"
#include "activation.h"

namespace infbench {

namespace {
constexpr ActivationKernel kKernels[] = {
#define ACTIVATION_KERNEL(isa, gated, add) {Isa::isa, "activation_" #isa, isa::gated, isa::add},
#include "activation.inc"
#undef ACTIVATION_KERNEL
};
}  // namespace

const ActivationKernel& activation_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
