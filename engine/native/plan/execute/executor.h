// A model open for execution: weights, KV pool and scratch, and the step that runs the plan over a batch.
//
// Nothing here depends on how work is spread: a job's result is the same whichever thread runs it and however the step
// is cut into jobs, because every kernel computes a row from that row (and its pages) alone. `step` allocates nothing.
#pragma once

#include <memory>
#include <vector>

#include "../../kernels/activation/activation.h"
#include "../../kernels/attention/attention.h"
#include "../../kernels/attention/kv/kv_write.h"
#include "../../kernels/embed/embed.h"
#include "../../kernels/linear/linear.h"
#include "../../kernels/norm/norm.h"
#include "../../kernels/rope/rope.h"
#include "../../kernels/sample/sample.h"
#include "../../threads/pool.h"
#include "../batch.h"
#include "../plan.h"
#include "../load/weights.h"

namespace infbench {

struct Kernels {
  const EmbedKernel& embed;
  const NormKernel& norm;
  const LinearKernel& linear;
  const RopeKernel& rope;
  const AttentionKernel& attention;
  const ActivationKernel& activation;
  const SampleKernel& sample;
};

class Executor {
 public:
  // Checks plan and options, then allocates and fills everything; `out` is set when the status is ok.
  static Status open(Plan plan, const OpenOptions& options, std::unique_ptr<Executor>* out);

  Status step(const Batch& batch);

  // Calls and nanoseconds per node since `open`.
  struct Counter {
    int64_t calls = 0, ns = 0;
  };
  const std::vector<Counter>& counters() const { return counters_; }

  size_t weight_bytes() const { return weights_.bytes(); }
  size_t kv_bytes() const { return kv_.bytes(); }
  size_t scratch_bytes() const { return scratch_.bytes(); }

 private:
  // Query rows of one sequence and KV head range: the unit of attention work, listed once per step, longest first.
  struct AttentionItem {
    int32_t sequence;
    int32_t row_begin, row_end;
    int64_t cost;
  };
  struct RopeTable {
    int64_t weight;
    float* cos;
    float* sin;
  };

  Executor(Plan plan, const OpenOptions& options, Isa isa);
  Status allocate();
  size_t lay_out_slots(Layout& layout, std::vector<size_t>& offsets) const;
  void prepare(const Batch& batch);
  void list_attention(const Batch& batch);
  void fill_rope_table(const RopeTable& table);
  void run(const Node& node, const Batch& batch);

  void embed(const Node& node, const Batch& batch);
  void norm(const Node& node);
  void linear(const Node& node);
  void rope(const Node& node);
  void kv_write(const Node& node);
  void attention(const Node& node, const Batch& batch);
  void gated(const Node& node);
  void add(const Node& node);
  void rows(const Node& node, const Batch& batch);
  void sample(const Node& node, const Batch& batch);

  float* buffer(int64_t index) const { return slots_[static_cast<size_t>(info(index).slot)]; }
  const Buffer& info(int64_t index) const { return plan_.buffers[static_cast<size_t>(index)]; }
  int64_t rows_of(int64_t index) const { return info(index).per_logits_row ? logits_rows_ : tokens_; }
  KvShape kv_shape() const { return {KvType::f32, plan_.kv_heads, plan_.head_dim, options_.block_tokens}; }
  uint8_t* kv_layer(int64_t layer) const { return kv_.data() + layer * options_.kv_blocks * kv_shape().page_bytes(); }
  template <class Body>
  void by_rows(int64_t rows, int64_t floats_per_row, Body&& body);

  const Plan plan_;
  const OpenOptions options_;
  const Kernels kernels_;
  Pool pool_;
  Weights weights_;
  Region kv_;
  Region scratch_;
  std::vector<float*> slots_;
  std::vector<RopeTable> rope_tables_;
  // Per worker.
  std::vector<void*> linear_scratch_;
  std::vector<float*> attention_scratch_;
  std::vector<float*> sample_weights_;
  std::vector<int32_t*> sample_work_;
  // Of the step under way.
  std::vector<int64_t> kv_slots_;
  std::vector<AttentionItem> attention_items_;
  int64_t attention_count_ = 0;
  int64_t tokens_ = 0, logits_rows_ = 0;
  const int32_t* positions_ = nullptr;
  std::vector<Counter> counters_;
};

// Below this many floats touched, waking another thread costs more than it saves (about 2 us against 0.2 ns a float).
constexpr int64_t kFloatsPerJob = 8192;

// Cuts [0, rows) into jobs of at least kFloatsPerJob floats and calls body(begin, end) for each.
template <class Body>
void Executor::by_rows(int64_t rows, int64_t floats_per_row, Body&& body) {
  const int64_t floats = floats_per_row > 0 ? floats_per_row : 1;
  const int64_t per_job = floats < kFloatsPerJob ? kFloatsPerJob / floats : 1;
  pool_.run((rows + per_job - 1) / per_job, [&](int64_t job, int) {
    const int64_t end = (job + 1) * per_job;
    body(job * per_job, end < rows ? end : rows);
  });
}

}  // namespace infbench
