#include "../pick.h"
#include "activation.h"

namespace infbench {

namespace {
constexpr ActivationKernel kKernels[] = {
#define ACTIVATION_KERNEL(isa) {Isa::isa, "activation_" #isa, isa::gated, isa::activate, isa::add},
#include "activation.inc"
#undef ACTIVATION_KERNEL
};
}  // namespace

const ActivationKernel& activation_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
