#include "../pick.h"
#include "sample.h"

namespace infbench {

namespace {
constexpr SampleKernel kKernels[] = {
#define SAMPLE_KERNEL(isa) {Isa::isa, "sample_" #isa, isa::argmax, isa::exp_sum, isa::sum, isa::find_above},
#include "sample.inc"
#undef SAMPLE_KERNEL
};
}  // namespace

const SampleKernel& sample_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
