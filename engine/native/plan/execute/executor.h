// Runs plans. Owns weights, KV pool, scratch and threads from `open` until it is destroyed.
//
// A step runs the plan's nodes in order; each node is one parallel loop over rows, column groups or KV heads (one job
// stays on the calling thread). Results do not depend on the number of threads, on the other sequences of the batch, or
// on how a sequence's tokens were cut into steps, because every kernel computes a row from that row (and its pages)
// alone. `step` allocates nothing.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "../../kernels/activation/activation.h"
#include "../../kernels/attention/attention.h"
#include "../../kernels/attention/kv/kv_runs.h"
#include "../../kernels/embed/embed.h"
#include "../../kernels/linear/linear.h"
#include "../../kernels/norm/norm.h"
#include "../../kernels/quantize/quantize.h"
#include "../../kernels/rope/rope.h"
#include "../../kernels/sample/sample.h"
#include "../../kernels/sums/sums.h"
#include "../../threads/cores.h"
#include "../../threads/job_ranges.h"
#include "../../threads/pool.h"
#include "../batch.h"
#include "../load/weights.h"
#include "../plan.h"
#include "angles.h"
#include "counters.h"

namespace infbench {

struct Kernels {
  const EmbedKernel& embed;
  const NormKernel& norm;
  const QuantizeKernel& quantize;
  const SumsKernel& sums;
  const RopeKernel& rope;
  const ActivationKernel& activation;
  const SampleKernel& sample;
};

class Executor {
 public:
  // Checks plan and options, then allocates and fills everything; `out` is set when the status is ok.
  static Status open(Plan plan, const OpenOptions& options, std::unique_ptr<Executor>* out);

  Status step(const Batch& batch);

  const Counters& counters() const { return counters_; }
  size_t weight_bytes() const { return weights_.bytes(); }
  size_t kv_bytes() const { return kv_.bytes(); }
  size_t scratch_bytes() const { return scratch_.bytes(); }
  // Heads of the last step, of each layer, whose keys several jobs shared.
  int64_t divided_heads() const { return attention_joins_; }

 private:
  // Query rows of one sequence and a range of KV heads, or a part of it: a job of attention, listed once per step, longest
  // first within a worker's range. slot: where parts leave what their join needs.
  struct AttentionItem {
    int32_t sequence = 0;
    int32_t row_begin = 0, row_end = 0;
    int32_t head_begin = 0, head_end = 0;
    int32_t split_begin = 0, split_end = 0;
    int32_t parts = 1, slot = 0;
    int64_t cost = 0;
  };
  // What a node needs that does not change from step to step.
  struct NodeState {
    const LinearKernel* linear = nullptr;
    // What `linear` points to in linear_minima: the kernel of floats with jobs of its own width.
    LinearKernel middles{};
    const AttentionKernel* attention = nullptr;
    size_t angles = 0;
  };

  Executor(Plan plan, const OpenOptions& options, Isa isa);
  Status choose_kernels(Isa isa);
  Status allocate();
  void lay_out_slots(Layout& layout, std::vector<size_t>& offsets) const;
  size_t worker_bytes() const;
  Status open_angles();

  void prepare(const Batch& batch);
  Status open_attention();
  int64_t attention_slots() const;
  void list_attention(const Batch& batch);
  void deal_attention();
  void open_read_ahead();
  void list_read_ahead(const Batch& batch);
  void start_read_ahead(int64_t index);
  void list_rows(AttentionItem item, int64_t sequences);
  void attend(const AttentionKernel& kernel, const AttentionArgs& args, const AttentionItem& item, const int32_t* pages,
              float* scratch);
  void run(size_t index, const Batch& batch);

  void linear(const Node& node, const NodeState& state);
  void rope(const Node& node, const NodeState& state);
  void kv_write(const Node& node);
  void attention(const Node& node, const NodeState& state, const Batch& batch);
  void embed(const Node& node, const Batch& batch);
  void norm(const Node& node);
  void quantize(const Node& node);
  void group_sums(const Node& node);
  void activation(const Node& node);
  void add(const Node& node);
  void add_bias(const Node& node);
  void rows(const Node& node, const Batch& batch);
  void sample(const Node& node, const Batch& batch);

  const Buffer& info(int64_t index) const { return plan_.buffers[static_cast<size_t>(index)]; }
  const OutRows& buffer(int64_t index) const { return buffers_[static_cast<size_t>(index)]; }
  float* floats(int64_t index) const { return static_cast<float*>(buffer(index).data); }
  int64_t rows_of(int64_t index) const { return info(index).per_logits_row ? logits_rows_ : tokens_; }
  void* layer(int64_t index) const { return kv_.data() + index * options_.kv_blocks * kv_shape_.page_bytes(); }
  // Cuts [0, rows) into jobs of at least kFloatsPerJob floats' worth and calls body(begin, end, worker) for each.
  template <class Body>
  void by_rows(int64_t rows, int64_t floats_per_row, Body&& body);

  const Plan plan_;
  const OpenOptions options_;
  const Kernels kernels_;
  const KvShape kv_shape_;
  Pool pool_;
  PinnedCaller pinned_;
  Weights weights_;
  Region kv_;
  Region scratch_;
  std::vector<OutRows> buffers_;
  std::vector<NodeState> nodes_;
  std::vector<std::unique_ptr<Angles>> angles_;
  // Per worker, for one kernel call.
  std::vector<void*> worker_scratch_;
  // Of the step under way.
  std::vector<int64_t> kv_slots_;
  std::vector<AttentionItem> attention_items_;
  int64_t attention_count_ = 0, attention_joins_ = 0;
  // Of each worker: the jobs of attention it does first, a range of the items, and their keys and values.
  std::vector<JobRange> attention_ranges_;
  std::vector<ReadAhead> read_ahead_;
  // Of each worker: the rows it does first, the same in every node, so that what it wrote is near.
  std::vector<JobRange> row_ranges_;
  // Per slot: parts still to come, and room for what they leave.
  std::unique_ptr<std::atomic<int32_t>[]> attention_left_;
  Region attention_parts_;
  int64_t part_floats_ = 0;
  int64_t tokens_ = 0, logits_rows_ = 0;
  const int32_t* positions_ = nullptr;
  Counters counters_;
};

// Below this many floats touched, another thread costs more than it saves (about 0.5 us against 0.2 ns a float).
constexpr int64_t kFloatsPerJob = 8192;

template <class Body>
void Executor::by_rows(int64_t rows, int64_t floats_per_row, Body&& body) {
  const int64_t floats = floats_per_row > 0 ? floats_per_row : 1;
  const int64_t per_job = floats < kFloatsPerJob ? kFloatsPerJob / floats : 1;
  const int64_t jobs = (rows + per_job - 1) / per_job;
  const auto range = [&](int worker) { return &row_ranges_[static_cast<size_t>(worker)]; };
  const JobRanges ranges(jobs, pool_.threads(), range);
  pool_.run(jobs < pool_.threads() ? jobs : pool_.threads(), [&](int64_t, int worker) {
    for (int64_t job = ranges.next(worker, range); job >= 0; job = ranges.next(worker, range)) {
      const int64_t end = (job + 1) * per_job;
      body(job * per_job, end < rows ? end : rows, worker);
    }
  });
}

}  // namespace infbench
