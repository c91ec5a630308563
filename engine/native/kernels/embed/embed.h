// Embedding: out[r][c] = table[tokens[r]][c]. The table is packed16 ([rows/16][cols][16]), because a tied output
// projection reads the same copy; one row is then `cols` loads 64 bytes apart, bound by cache lines on every CPU, so
// scalar code is as fast as a gather and the family has no vector kernel.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

struct EmbedArgs {
  const float* table;
  const int32_t* tokens;
  float* out;
  int64_t cols;
};

// Rows [begin, end) of the step.
using EmbedFn = void (*)(const EmbedArgs& args, int64_t begin, int64_t end);

struct EmbedKernel {
  Isa isa;
  const char* name;
  EmbedFn run;
};

// Best kernel of the level.
const EmbedKernel& embed_kernel(Isa level);

#define EMBED_KERNEL(isa, name) \
  namespace isa {               \
  void name(const EmbedArgs& args, int64_t begin, int64_t end); \
  }
#include "embed.inc"
#undef EMBED_KERNEL

}  // namespace infbench
