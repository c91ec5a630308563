#include "attention.h"

namespace infbench {

namespace {
constexpr AttentionKernel kKernels[] = {
#define ATTENTION_KERNEL(isa, type, naive, name) {Isa::isa, KvType::type, naive, #name "_" #isa, isa::name},
#include "attention.inc"
#undef ATTENTION_KERNEL
};
}  // namespace

const AttentionKernel& attention_kernel(Isa level, KvType type, bool naive) {
  const AttentionKernel* found = kKernels;
  for (const AttentionKernel& kernel : kKernels) {
    if (kernel.type != type || kernel.naive != naive) continue;
    found = &kernel;
    if (includes(level, kernel.isa)) break;
  }
  return *found;  // the last of its type is scalar, which every level includes
}

}  // namespace infbench
