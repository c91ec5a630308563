#include "../pick.h"
#include "attention.h"

namespace infbench {

namespace {
constexpr AttentionKernel kKernels[] = {
#define ATTENTION_KERNEL(isa, name) {Isa::isa, #name "_" #isa, isa::name},
#include "attention.inc"
#undef ATTENTION_KERNEL
};
}  // namespace

const AttentionKernel& attention_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
