#include "../pick.h"
#include "embed.h"

namespace infbench {

namespace {
constexpr EmbedKernel kKernels[] = {
#define EMBED_KERNEL(isa, name) {Isa::isa, #name "_" #isa, isa::name},
#include "embed.inc"
#undef EMBED_KERNEL
};
}  // namespace

const EmbedKernel& embed_kernel(Isa level) { return pick(kKernels, level); }

}  // namespace infbench
