// Stores keys and values of new tokens in their pages (kv_layout.h), in the type of the pool.
#pragma once

#include "kv_layout.h"

namespace infbench {

struct KvWriteArgs {
  const float* x;
  int64_t stride;        // floats from row to row
  const int64_t* slots;  // of each row: page * block_tokens + place in the page
  void* layer;
  KvShape shape;
  int64_t k_offset, v_offset;  // columns of x where keys and values start
};

// KV heads [head_begin, head_end) of all `rows` rows. Threads divide heads and not rows: a cache line of keys holds 16
// tokens of one head.
void kv_write(const KvWriteArgs& args, int64_t rows, int64_t head_begin, int64_t head_end);

}  // namespace infbench
