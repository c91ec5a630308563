#include "batch.h"

namespace infbench {

namespace {

using Long = long long;

#define NEED(condition, ...)                                      \
  do {                                                            \
    if (!(condition)) return Status::error(format(__VA_ARGS__));  \
  } while (0)

Status check_sequence(const Batch& b, const BatchLimits& limits, int64_t s) {
  const int64_t length = b.kv_lengths[s];
  const int64_t pages = static_cast<int64_t>(b.page_starts[s + 1]) - b.page_starts[s];
  NEED(b.starts[s + 1] >= b.starts[s], "step: starts[%lld]: expected at least %d, got %d", Long(s + 1), b.starts[s],
       b.starts[s + 1]);
  NEED(pages >= 0, "step: pageStarts[%lld]: expected at least %d, got %d", Long(s + 1), b.page_starts[s],
       b.page_starts[s + 1]);
  const int64_t pool = limits.kv_blocks * limits.block_tokens;
  NEED(length <= pool, "step: kvLengths[%lld]: expected at most %lld (the pool), got %lld", Long(s), Long(pool),
       Long(length));
  NEED(length >= 0 && length <= pages * limits.block_tokens,
       "step: kvLengths[%lld]: expected 0 to %lld (%lld pages of %lld tokens), got %lld", Long(s),
       Long(pages * limits.block_tokens), Long(pages), Long(limits.block_tokens), Long(length));
  return {};
}

Status check_rows(const Batch& b, const BatchLimits& limits, int64_t s) {
  for (int64_t i = b.page_starts[s]; i < b.page_starts[s + 1]; i++) {
    NEED(b.pages[i] >= 0 && b.pages[i] < limits.kv_blocks, "step: pages[%lld]: expected 0 to %lld, got %d", Long(i),
         Long(limits.kv_blocks - 1), b.pages[i]);
  }
  for (int64_t i = b.starts[s]; i < b.starts[s + 1]; i++) {
    NEED(b.tokens[i] >= 0 && b.tokens[i] < limits.vocab_size, "step: tokens[%lld]: expected 0 to %lld, got %d",
         Long(i), Long(limits.vocab_size - 1), b.tokens[i]);
    NEED(b.positions[i] >= 0 && b.positions[i] < b.kv_lengths[s],
         "step: positions[%lld]: expected 0 to %d (below the sequence's KV length), got %d", Long(i),
         b.kv_lengths[s] - 1, b.positions[i]);
  }
  return {};
}

Status check_logits(const Batch& b, const BatchLimits& limits) {
  const int64_t n = b.logits_rows;
  NEED(n >= 0 && n <= limits.max_sequences, "step: logitsRows: expected 0 to %lld, got %lld",
       Long(limits.max_sequences), Long(n));
  const struct {
    const char* name;
    int64_t size;
  } arrays[] = {{"rows", b.rows.size},   {"temperature", b.temperature.size}, {"topK", b.top_k.size},
                {"topP", b.top_p.size},  {"draw", b.draw.size},               {"sampled", b.sampled.size},
                {"logprob", b.logprob.data == nullptr ? n : b.logprob.size}};
  for (const auto& array : arrays) {
    NEED(array.size >= n, "step: %s: expected at least %lld elements, got %lld", array.name, Long(n),
         Long(array.size));
  }
  NEED(b.logits.data == nullptr || b.logits.size >= n * limits.vocab_size,
       "step: logits: expected at least %lld elements, got %lld", Long(n * limits.vocab_size), Long(b.logits.size));
  for (int64_t i = 0; i < n; i++) {
    NEED(b.rows[i] >= 0 && b.rows[i] < b.token_count(), "step: rows[%lld]: expected 0 to %lld, got %d", Long(i),
         Long(b.token_count() - 1), b.rows[i]);
  }
  return {};
}

}  // namespace

Status check_batch(const Batch& b, const BatchLimits& limits) {
  const int64_t s = b.sequences;
  NEED(s >= 0 && s <= limits.max_sequences, "step: sequences: expected 0 to %lld, got %lld",
       Long(limits.max_sequences), Long(s));
  NEED(b.starts.size > s && b.page_starts.size > s && b.kv_lengths.size >= s,
       "step: starts, pageStarts, kvLengths: expected %lld, %lld, %lld elements, got %lld, %lld, %lld", Long(s + 1),
       Long(s + 1), Long(s), Long(b.starts.size), Long(b.page_starts.size), Long(b.kv_lengths.size));
  NEED(b.starts[0] == 0 && b.page_starts[0] == 0, "step: starts[0] and pageStarts[0]: expected 0, got %d and %d",
       b.starts[0], b.page_starts[0]);
  for (int64_t i = 0; i < s; i++) {
    const Status status = check_sequence(b, limits, i);
    if (!status.ok()) return status;
  }
  const int64_t tokens = b.token_count();
  NEED(tokens <= limits.max_tokens, "step: tokens: expected at most %lld in one step, got %lld",
       Long(limits.max_tokens), Long(tokens));
  NEED(b.tokens.size >= tokens && b.positions.size >= tokens,
       "step: tokens, positions: expected at least %lld elements, got %lld, %lld", Long(tokens), Long(b.tokens.size),
       Long(b.positions.size));
  NEED(b.pages.size >= b.page_starts[s], "step: pages: expected at least %d elements, got %lld", b.page_starts[s],
       Long(b.pages.size));
  for (int64_t i = 0; i < s; i++) {
    const Status status = check_rows(b, limits, i);
    if (!status.ok()) return status;
  }
  return check_logits(b, limits);
}

}  // namespace infbench
