// Executor: a step from its batch to its results.
#include "executor.h"

#include <algorithm>

namespace infbench {

namespace {

// decode: every sequence brings one token.
Phase phase_of(const Batch& batch) {
  for (int64_t s = 0; s < batch.sequences; s++) {
    if (batch.starts[s + 1] - batch.starts[s] != 1) return Phase::prefill;
  }
  return batch.sequences == 0 ? Phase::prefill : Phase::decode;
}

}  // namespace

Status Executor::step(const Batch& batch) {
  const int64_t start = options_.timing ? now_ns() : 0;
  const Status status = check_batch(batch, {options_.max_step_tokens, options_.max_sequences, plan_.vocab_size,
                                            options_.kv_blocks, options_.block_tokens});
  if (!status.ok()) return status;
  prepare(batch);
  if (!options_.timing) {
    for (size_t i = 0; i < plan_.nodes.size(); i++) run(i, batch);
    return {};
  }
  std::vector<Counters::Counter>& counters = counters_.of(phase_of(batch));
  int64_t before = now_ns();
  for (size_t i = 0; i < plan_.nodes.size(); i++) {
    run(i, batch);
    const int64_t after = now_ns();
    counters[i].add(after - before);
    before = after;
  }
  counters.back().add(before - start);
  return {};
}

// What all layers share: sizes, the pool slot of each new token, angles, and the list of attention work.
void Executor::prepare(const Batch& batch) {
  tokens_ = batch.token_count();
  logits_rows_ = batch.logits_rows;
  positions_ = batch.positions.data;
  for (int64_t s = 0; s < batch.sequences; s++) {
    for (int64_t row = batch.starts[s]; row < batch.starts[s + 1]; row++) {
      const int64_t position = batch.positions[row];
      const int64_t page = batch.pages[batch.page_starts[s] + position / options_.block_tokens];
      kv_slots_[static_cast<size_t>(row)] = page * options_.block_tokens + position % options_.block_tokens;
    }
  }
  for (const std::unique_ptr<Angles>& angles : angles_) angles->need(positions_, tokens_);
  list_attention(batch);
  list_read_ahead(batch);
}

}  // namespace infbench
