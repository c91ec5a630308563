#include "check_plan.h"

#include "../../kernels/attention/kv/kv_layout.h"
#include "../../kernels/linear/pack/affine.h"
#include "../load/weights.h"
#include "check_node.h"

namespace infbench {

namespace {

using Long = long long;

constexpr int64_t kMost = int64_t{1} << 31;

// What `got` of a part's values must be, where it brings any.
Status check_count(const Weight& w, const char* what, int64_t expected, int64_t got) {
  if (expected == got) return {};
  return Status::error(format("plan: weight %s: expected %lld %s, got %lld", w.name.c_str(), Long(expected), what,
                              Long(got)));
}

Status check_part(const Weight& w, const WeightPart& part) {
  if (part.rows < 1 || part.rows > w.rows) return {};  // said by the sum of all parts
  const int64_t values = part.rows * w.cols, groups = part.rows * affine_groups(w.cols);
  if (part.kind == SourceKind::values) return check_count(w, "values", values, part.value_count);
  if (part.kind != SourceKind::affine) return {};
  const Status counts[] = {check_count(w, "integers", values, part.integer_count),
                           check_count(w, "scales", groups, part.scale_count),
                           check_count(w, "minima", groups, part.minimum_count)};
  for (const Status& status : counts) {
    if (!status.ok()) return status;
  }
  return {};
}

Status check_weight(const Weight& w) {
  if (w.rows < 1 || w.cols < 1 || w.rows > kMost || w.cols > kMost || w.rows * w.cols > kMost * 64) {
    return Status::error(format("plan: weight %s: expected rows and cols of 1 or more, got %lld x %lld",
                                w.name.c_str(), Long(w.rows), Long(w.cols)));
  }
  if (!w.packed && w.format != WeightFormat::f32) {
    return Status::error(format("plan: weight %s: expected format f32 with layout plain, got %s", w.name.c_str(),
                                kWeightFormatNames[static_cast<int>(w.format)]));
  }
  if (w.minima && w.format != WeightFormat::int4) {
    return Status::error(format("plan: weight %s: expected format int4 with minima, got %s", w.name.c_str(),
                                kWeightFormatNames[static_cast<int>(w.format)]));
  }
  if (w.minima && w.unpacked) {
    return Status::error(format("plan: weight %s: expected layout packed16 with minima, got unpacked", w.name.c_str()));
  }
  int64_t rows = 0;
  for (const WeightPart& part : w.parts) {
    if (part.rows < 1 || part.rows > w.rows) rows = kMost;
    rows += part.rows;
    const Status status = check_part(w, part);
    if (!status.ok()) return status;
  }
  if (rows == w.rows) return {};
  return Status::error(format("plan: weight %s: expected parts of %lld rows together, got %lld", w.name.c_str(),
                              Long(w.rows), Long(rows)));
}

Status in_range(const char* name, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high) return {};
  return Status::error(format("open: %s: expected %lld to %lld, got %lld", name, Long(low), Long(high), Long(value)));
}

Status check_buffer(const Buffer& buffer) {
  const Status ranges[] = {in_range("buffer cols", buffer.cols, 1, kMost),
                           in_range("buffer slot", buffer.slot, 0, 1 << 20)};
  for (const Status& status : ranges) {
    if (!status.ok()) return status;
  }
  if (buffer.type != ActivationType::q8) return {};
  const bool span = buffer.span == 0 || buffer.span == 32 || buffer.span == 128;
  const bool zero = buffer.zero == 8 || buffer.zero == 128;
  if (span && zero) return {};
  const char* const expected = "plan: buffer %s: expected a span of 0, 32 or 128 and a zero of 8 or 128, got %lld and %lld";
  return Status::error(format(expected, buffer.name.c_str(), Long(buffer.span), Long(buffer.zero)));
}

// Sizes whose product leaves 2^48 bytes are no memory any machine has; below it byte counts cannot overflow.
Status check_memory(const Plan& plan, const OpenOptions& options) {
  constexpr double kMostBytes = 2.8e14;
  const KvShape page{plan.kv_type, plan.kv_heads, plan.head_dim, options.block_tokens};
  const double kv = static_cast<double>(plan.layers) * static_cast<double>(options.kv_blocks) *
                    static_cast<double>(page.page_bytes());
  double scratch = 0, weights = 0;
  for (const Buffer& buffer : plan.buffers) {
    const int64_t rows = buffer.per_logits_row ? options.max_sequences : options.max_step_tokens;
    scratch += static_cast<double>(rows) * static_cast<double>(buffer.row_bytes());
  }
  for (const Weight& weight : plan.weights) weights += static_cast<double>(weight_bytes(weight));
  const struct {
    const char* what;
    double bytes;
  } needs[] = {{"the KV cache", kv}, {"scratch", scratch}, {"weights", weights}};
  for (const auto& need : needs) {
    if (need.bytes <= kMostBytes) continue;
    return Status::error(format("out of memory: %s needs %.2f GiB", need.what, need.bytes / (1 << 30)));
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
    const Status status = check_buffer(buffer);
    if (!status.ok()) return status;
  }
  for (const Node& node : plan.nodes) {
    const Status status = check_node(plan, node);
    if (!status.ok()) return status;
  }
  return check_memory(plan, options);
}

}  // namespace infbench
