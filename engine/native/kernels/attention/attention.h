// Causal attention of one sequence's new tokens over its pages, for one KV head and all query heads that share it:
//   y[r] = sum_j p[r][j] v[j] / sum_j p[r][j],  p[r][j] = exp(scale * q[r].k[j] - m),  j = 0 .. position of r.
//
// Query heads of the group are folded into rows (row = token * group + head in group), so K and V are read once for
// all. Keys are taken in splits of kAttentionSplit at fixed absolute positions: within a split scores, maximum,
// exponentials and the weighted sum of V are made from scratch; then the split is merged into the row's running (m, l,
// acc), in order (Milakov and Gimelshein 2018; the splits are those of flash decoding). The arithmetic of a row so
// depends only on its own query and keys: not on chunking, batch, page order or the other rows of a tile.
//
// With a softcap, scale * q.k becomes softcap * tanh(scale * q.k / softcap); with a window, only the last `window` keys up
// to the row's own are seen. Layout of keys and values: kv/kv_layout.h.
#pragma once

#include <cstdint>

#include "../isa.h"
#include "../quantize/rows.h"
#include "kv/kv_layout.h"

namespace infbench {

constexpr int64_t kAttentionSplit = 256;
// Query rows (tokens x group) one task holds at most, unless one token has more heads: K and V of a split stay in L2.
constexpr int64_t kAttentionRows = 96;

struct AttentionArgs {
  const float* q;
  int64_t q_stride, q_offset;  // floats; head h of row r starts at q[r * q_stride + q_offset + h * head_dim]
  const void* layer;           // pages of this layer
  KvShape shape;
  OutRows y;  // heads * head_dim columns
  const int32_t* positions;
  int64_t heads;
  float scale;
  float softcap;   // 0: none
  int64_t window;  // 0: none
};

// A task may be done in parts, so that several threads share one head: every `part` leaves the results of its splits, and
// `join` merges them in the order of splits, so that the bits are those of `whole`. Kernels without splits (scalar, naive)
// do nothing for a part and all for the join.
enum class AttentionStage : int { whole, part, join };

// Rows [row_begin, row_end) of the step, all of the sequence whose pages are `pages`.
struct AttentionTask {
  const int32_t* pages;
  int64_t row_begin, row_end;
  int64_t kv_head;
  // Whether the caller goes on with the next KV head, whose first keys are then fetched while this one ends.
  bool next_follows = false;
  AttentionStage stage = AttentionStage::whole;
  // part: splits [split_begin, split_end) of the sequence. part and join: attention_part_floats(...) floats a split and row
  // of the task, from split 0 on.
  int64_t split_begin = 0, split_end = INT64_MAX;
  float* parts = nullptr;
};

// What a split of one row leaves: largest score, sum of exponentials, weighted sum of values.
static inline int64_t attention_part_floats(const KvShape& shape) { return shape.value_dims() + 2; }

// Jobs a thread should find, so that one that is put aside or done early costs little.
constexpr int64_t kAttentionJobsPerThread = 8;

// KV heads that one job does in a row, for `pairs` pairs of query and key in each: where contexts are short and jobs many,
// so many that fetching the next head's keys hides the start of all but the first.
static inline int64_t attention_job_heads(int64_t kv_heads, int64_t pairs, int64_t items, int64_t threads) {
  constexpr int64_t kJobPairs = 2048;
  const int64_t spare = items * kv_heads / (kAttentionJobsPerThread * threads);
  const int64_t short_enough = kJobPairs / (pairs < 1 ? 1 : pairs);
  const int64_t most = short_enough < spare ? short_enough : spare;
  return most < 1 ? 1 : most < kv_heads ? most : kv_heads;
}

// `scratch` holds attention_scratch_floats(...) floats of the calling thread.
using AttentionFn = void (*)(const AttentionArgs& args, const AttentionTask& task, float* scratch);

struct AttentionKernel {
  Isa isa;
  KvType type;
  bool naive;
  const char* name;
  AttentionFn run;
};

// Best kernel of the level. naive: all scores of a row at once, no tiles, no splits.
const AttentionKernel& attention_kernel(Isa level, KvType type, bool naive);

// State (m, l, acc) and outputs of all rows of a task, scores and weighted sums of one tile of at most 16 rows, and, for
// the naive kernels, scores of the `most_keys` keys a sequence may have.
static inline int64_t attention_scratch_floats(const KvShape& shape, int64_t heads, int64_t most_keys, bool naive) {
  const int64_t group = heads / shape.kv_heads;
  const int64_t rows = group > kAttentionRows ? group : kAttentionRows;
  const int64_t dims = shape.value_dims();
  return rows * (2 * dims + 2) + 16 * (kAttentionSplit + dims) + (naive ? (most_keys + 15) / 16 * 16 : 0);
}

#define ATTENTION_KERNEL(isa, type, naive, name) \
  namespace isa {                                \
  void name(const AttentionArgs& args, const AttentionTask& task, float* scratch); \
  }
#include "attention.inc"
#undef ATTENTION_KERNEL

}  // namespace infbench
