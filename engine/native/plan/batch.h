// One step's arrays, borrowed from the caller (engine/backends/backend.ts, StepBatch).
#pragma once

#include <cstdint>

#include "status.h"

namespace infbench {

template <class T>
struct Span {
  T* data = nullptr;
  int64_t size = 0;
  T& operator[](int64_t i) const { return data[i]; }
};

struct Batch {
  int64_t sequences = 0;
  Span<const int32_t> tokens, positions, starts, kv_lengths, pages, page_starts;
  int64_t logits_rows = 0;
  Span<const int32_t> rows;
  Span<const float> temperature;
  Span<const int32_t> top_k;
  Span<const float> top_p;
  Span<const double> draw;
  Span<int32_t> sampled;
  // Null data: not wanted.
  Span<float> logprob;
  Span<float> logits;

  int64_t token_count() const { return sequences == 0 ? 0 : starts[sequences]; }
};

struct BatchLimits {
  int64_t max_tokens, max_sequences, vocab_size, kv_blocks, block_tokens;
};

// Everything that would read or write outside an array or a page.
Status check_batch(const Batch& batch, const BatchLimits& limits);

}  // namespace infbench
