// Causal attention of one sequence's new tokens over its pages, for one KV head and all query heads that share it:
//   y[r] = sum_j p[r][j] v[j] / sum_j p[r][j],  p[r][j] = exp(scale * q[r].k[j] - m),  j = 0 .. position of r.
//
// Query heads of the group are folded into rows (row = token * group + head in group), so K and V are read once for
// all. Keys are taken in splits of kAttentionSplit at fixed absolute positions: within a split scores, maximum,
// exponentials and the weighted sum of V are made from scratch; then the split is merged into the row's running (m, l,
// acc), in order (Milakov and Gimelshein 2018; the splits are those of flash decoding). The arithmetic of a row so
// depends only on its own query and keys: not on chunking, batch, page order or the other rows of a tile.
//
// K [page][kv_head][head_dim][block_tokens], V [page][kv_head][block_tokens][head_dim]; block_tokens is a multiple of
// 16.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

constexpr int64_t kAttentionSplit = 256;
// Query rows (tokens x group) one task holds at most, unless one token has more heads: K and V of a split stay in L2.
constexpr int64_t kAttentionRows = 96;

struct AttentionArgs {
  const float* q;
  float* y;
  const float* k;
  const float* v;
  const int32_t* positions;
  int64_t q_stride, q_offset, y_stride;
  int64_t heads, kv_heads, head_dim, block_tokens;
  float scale;
};

// Rows [row_begin, row_end) of the step, all of the sequence whose pages are `pages`.
struct AttentionTask {
  const int32_t* pages;
  int64_t row_begin, row_end;
  int64_t kv_head;
};

// `scratch` holds attention_scratch_floats(...) floats of the calling thread.
using AttentionFn = void (*)(const AttentionArgs& args, const AttentionTask& task, float* scratch);

struct AttentionKernel {
  Isa isa;
  const char* name;
  AttentionFn run;
};

// Best kernel of the level.
const AttentionKernel& attention_kernel(Isa level);

// Rows of state (m, l, acc), and scores and weighted sums of one tile of at most 8 rows.
static inline int64_t attention_scratch_floats(int64_t group, int64_t head_dim) {
  const int64_t rows = group > kAttentionRows ? group : kAttentionRows;
  const int64_t dims = (head_dim + 15) / 16 * 16;
  return rows * (dims + 2) + 8 * (kAttentionSplit + dims);
}

#define ATTENTION_KERNEL(isa, name) \
  namespace isa {                   \
  void name(const AttentionArgs& args, const AttentionTask& task, float* scratch); \
  }
#include "attention.inc"
#undef ATTENTION_KERNEL

}  // namespace infbench
