// Rotary position embedding (Su et al. 2021), in place on `heads` heads of `head_dim` columns from column `offset`:
//   (a, b) -> (a cos - b sin, b cos + a sin), where (a, b) are columns i and i + head_dim/2 of a head, or columns
//   2i and 2i + 1 where `interleaved`; cos and sin of row r, pair i lie at [positions[r] * head_dim/2 + i].
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

struct RopeArgs {
  float* x;
  const float* cos;
  const float* sin;
  const int32_t* positions;
  int64_t stride;
  int64_t offset;
  int64_t heads;
  int64_t head_dim;
  bool interleaved;
};

// Rows [begin, end).
using RopeFn = void (*)(const RopeArgs& args, int64_t begin, int64_t end);

struct RopeKernel {
  Isa isa;
  const char* name;
  RopeFn run;
};

// Best kernel of the level.
const RopeKernel& rope_kernel(Isa level);

#define ROPE_KERNEL(isa, name) \
  namespace isa {              \
  void name(const RopeArgs& args, int64_t begin, int64_t end); \
  }
#include "rope.inc"
#undef ROPE_KERNEL

}  // namespace infbench
