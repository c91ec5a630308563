#include "../../pick.h"
#include "gate.h"

namespace infbench {

namespace {
constexpr GateKernel kKernels[] = {
#define GATE_KERNEL(isa) {Isa::isa, isa::gate},
#include "gate.inc"
#undef GATE_KERNEL
};
}  // namespace

const GateKernel& gate_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
