// Rotary position embedding (Su et al. 2021), in place on `heads` heads of `head_dim` columns from column `offset`:
//   (a, b) -> (a cos - b sin, b cos + a sin), where (a, b) are columns i and i + head_dim/2 of a head, or columns
//   2i and 2i + 1 where `interleaved`; cos and sin of row r, pair i lie at [r * head_dim/2 + i].
//
// kv_write copies k and v of each row into the pages: token slot t = page * block_tokens + place in the page.
//   K [page][kv_head][head_dim][block_tokens] (so that one vector holds a dimension of consecutive keys),
//   V [page][kv_head][block_tokens][head_dim]. It only moves bytes, so it has one kernel.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

struct RopeArgs {
  float* x;
  const float* cos;
  const float* sin;
  int64_t stride;
  int64_t offset;
  int64_t heads;
  int64_t head_dim;
  bool interleaved;
};

struct KvWriteArgs {
  const float* x;
  const int64_t* slots;
  float* k;
  float* v;
  int64_t stride;
  int64_t k_offset, v_offset;
  int64_t kv_heads, head_dim, block_tokens;
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

// KV heads [begin, end) of all `rows` rows. Threads divide heads and not rows: a cache line of K holds 16 tokens of one
// head.
void kv_write(const KvWriteArgs& args, int64_t rows, int64_t begin, int64_t end);

#define ROPE_KERNEL(isa, name) \
  namespace isa {              \
  void name(const RopeArgs& args, int64_t begin, int64_t end); \
  }
#include "rope.inc"
#undef ROPE_KERNEL

}  // namespace infbench
