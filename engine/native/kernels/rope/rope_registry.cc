#include "../pick.h"
#include "rope.h"

namespace infbench {

namespace {
constexpr RopeKernel kKernels[] = {
#define ROPE_KERNEL(isa, name) {Isa::isa, #name "_" #isa, isa::name},
#include "rope.inc"
#undef ROPE_KERNEL
};
}  // namespace

const RopeKernel& rope_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
