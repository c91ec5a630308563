#include "../pick.h"
#include "quantize.h"

namespace infbench {

namespace {
constexpr QuantizeKernel kKernels[] = {
#define QUANTIZE_KERNEL(isa, name) {Isa::isa, #name "_" #isa, isa::name},
#include "quantize.inc"
#undef QUANTIZE_KERNEL
};
}  // namespace

const QuantizeKernel& quantize_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
