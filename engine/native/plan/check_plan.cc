#include "check_plan.h"

#include "check_node.h"

namespace infbench {

namespace {

using Long = long long;

constexpr int64_t kMost = int64_t{1} << 31;

Status check_weight(const Weight& w) {
  if (w.rows < 1 || w.cols < 1 || w.rows > kMost || w.cols > kMost || w.rows * w.cols > kMost * 64) {
    return Status::error(format("plan: weight %s: expected rows and cols of 1 or more, got %lld x %lld",
                                w.name.c_str(), Long(w.rows), Long(w.cols)));
  }
  int64_t rows = 0;
  for (const WeightPart& part : w.parts) {
    if (part.rows < 1 || part.rows > w.rows) rows = kMost;
    rows += part.rows;
    if (part.kind == SourceKind::values && part.value_count != part.rows * w.cols) {
      return Status::error(format("plan: weight %s: expected %lld values, got %lld", w.name.c_str(),
                                  Long(part.rows * w.cols), Long(part.value_count)));
    }
  }
  if (rows == w.rows) return {};
  return Status::error(format("plan: weight %s: expected parts of %lld rows together, got %lld", w.name.c_str(),
                              Long(w.rows), Long(rows)));
}

Status in_range(const char* name, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high) return {};
  return Status::error(format("open: %s: expected %lld to %lld, got %lld", name, Long(low), Long(high), Long(value)));
}

// Sizes whose product leaves 2^46 floats are no memory any machine has; below it byte counts cannot overflow.
Status check_memory(const Plan& plan, const OpenOptions& options) {
  constexpr double kMostFloats = 7e13;
  const double kv = 2.0 * static_cast<double>(plan.layers) * static_cast<double>(options.kv_blocks) *
                    static_cast<double>(options.block_tokens) * static_cast<double>(plan.kv_heads) *
                    static_cast<double>(plan.head_dim);
  double scratch = 0, weights = 0;
  for (const Buffer& buffer : plan.buffers) {
    const int64_t rows = buffer.per_logits_row ? options.max_sequences : options.max_step_tokens;
    scratch += static_cast<double>(rows) * static_cast<double>(buffer.cols);
  }
  for (const Weight& weight : plan.weights) weights += static_cast<double>(weight.floats());
  const struct {
    const char* what;
    double floats;
  } needs[] = {{"the KV cache", kv}, {"scratch", scratch}, {"weights", weights}};
  for (const auto& need : needs) {
    if (need.floats <= kMostFloats) continue;
    return Status::error(format("out of memory: %s needs %.2f GiB", need.what, need.floats * 4 / (1 << 30)));
  }
  return {};
}

}  // namespace

Status check_plan(const Plan& plan, const OpenOptions& options) {
  const Status ranges[] = {
      in_range("threads", options.threads, 1, 1024),
      in_range("kvBlocks", options.kv_blocks, 1, kMost),
      in_range("blockTokens", options.block_tokens, 16, 1 << 16),
      in_range("blockTokens modulo 16", options.block_tokens % 16, 0, 0),
      in_range("maxStepTokens", options.max_step_tokens, 1, 1 << 24),
      in_range("maxSequences", options.max_sequences, 1, 1 << 24),
      in_range("plan layers", plan.layers, 0, 1 << 16),
      in_range("plan kvHeads", plan.kv_heads, 1, 1 << 16),
      in_range("plan heads", plan.heads, plan.kv_heads, 1 << 16),
      in_range("plan heads modulo kvHeads", plan.kv_heads < 1 ? 0 : plan.heads % plan.kv_heads, 0, 0),
      in_range("plan headDim", plan.head_dim, 1, 1 << 16),
      in_range("plan vocabSize", plan.vocab_size, 1, kMost),
  };
  for (const Status& status : ranges) {
    if (!status.ok()) return status;
  }
  for (const Weight& weight : plan.weights) {
    const Status status = check_weight(weight);
    if (!status.ok()) return status;
  }
  for (const Buffer& buffer : plan.buffers) {
    const Status cols = in_range("buffer cols", buffer.cols, 1, kMost);
    if (!cols.ok()) return cols;
    const Status slot = in_range("buffer slot", buffer.slot, 0, 1 << 20);
    if (!slot.ok()) return slot;
  }
  for (const Node& node : plan.nodes) {
    const Status status = check_node(plan, node);
    if (!status.ok()) return status;
  }
  return check_memory(plan, options);
}

}  // namespace infbench
