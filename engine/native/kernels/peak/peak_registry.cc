#include "../pick.h"
#include "peak.h"

namespace infbench {

namespace {
constexpr PeakKernel kKernels[] = {
#define PEAK_KERNEL(isa, fma, read) {Isa::isa, "peak_" #isa, isa::fma, isa::read},
#include "peak.inc"
#undef PEAK_KERNEL
};
}  // namespace

const PeakKernel& peak_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
