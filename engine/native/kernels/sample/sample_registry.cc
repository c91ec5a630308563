#include "../pick.h"
#include "sample.h"

namespace infbench {

namespace {
constexpr SampleKernel kKernels[] = {
#define SAMPLE_KERNEL(isa, argmax, exp_sum) {Isa::isa, "sample_" #isa, isa::argmax, isa::exp_sum},
#include "sample.inc"
#undef SAMPLE_KERNEL
};
}  // namespace

const SampleKernel& sample_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
