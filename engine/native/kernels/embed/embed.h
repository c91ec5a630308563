// Embedding: out[r][c] = table[tokens[r]][c], as floats. The table is packed in any format (linear/packed.h), because a
// tied output projection reads the same copy, and gives the values that the projection sees. A row lies spread over
// whole blocks, one number in each line of 64 bytes, so it is bound by cache lines on every CPU and the family has no
// vector kernel.
#pragma once

#include <cstdint>

#include "../isa.h"
#include "../number_type.h"

namespace infbench {

struct EmbedArgs {
  const void* table;
  WeightFormat format;
  const float* middles;  // of int4 with minima (linear/pack/affine.h); null for all else
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
