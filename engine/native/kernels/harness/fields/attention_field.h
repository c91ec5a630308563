// Keys, values, queries and results of an attention call to be timed, cut into jobs as the executor cuts them.
#pragma once

#include <vector>

#include "../../../plan/load/memory.h"
#include "../../attention/attention.h"
#include "../bench.h"
#include "../check.h"

namespace infbench {

constexpr int64_t kFieldBlockTokens = 16;

struct AttentionToTime {
  const char* name;
  KvType type;
  AttentionFn run;
};

struct AttentionShape {
  int64_t heads, kv_heads, head_dim;
  int64_t sequences, keys, fresh;

  int64_t group() const { return heads / kv_heads; }
  int64_t cols() const { return heads * head_dim; }
  int64_t rows() const { return sequences * fresh; }
  int64_t pages() const { return (keys + kFieldBlockTokens - 1) / kFieldBlockTokens; }  // of one sequence
  double pairs() const { return static_cast<double>(fresh * keys - fresh * (fresh - 1) / 2); }
};

// Pages, queries and results of a shape. Decode walks over so many layers (0: so many that keys and values come from
// memory).
class AttentionField {
 public:
  AttentionField(const AttentionToTime& kernel, const AttentionShape& shape, int threads, int64_t decode_layers = 0)
      : s(shape), kv_shape(KvShape::of_pool(kernel.type, shape.kv_heads, shape.head_dim, kFieldBlockTokens,
                                             shape.sequences * shape.pages())),
        layer_bytes(shape.sequences * shape.pages() * kv_shape.page_bytes()),
        layers(shape.fresh > 1 ? 1 : decode_layers > 0 ? decode_layers : std::max<int64_t>(1, (int64_t{192} << 20) / layer_bytes)),
        scratch_floats((attention_scratch_floats(kv_shape, shape.heads, shape.keys, true) + 15) / 16 * 16),
        threads_(threads) {
    mapped = kv.map(static_cast<size_t>(layers * layer_bytes), "kv").ok() &&
             rows.map(static_cast<size_t>(2 * s.rows() * s.cols()) * 4, "rows").ok() &&
             scratch.map(static_cast<size_t>(scratch_floats * threads) * 4, "scratch").ok();
    if (!mapped) return;
    // Small numbers in every type: bf16 and f32 near 2, int8 with scales of the same.
    std::fill(reinterpret_cast<uint16_t*>(kv.data()), reinterpret_cast<uint16_t*>(kv.data() + layers * layer_bytes), 0x3f91);
    for (int64_t i = 0; i < s.rows() * s.cols(); i++) rows.floats(0)[i] = 0.01f * static_cast<float>(i % 11);
    for (int64_t i = 0; i < s.rows(); i++) positions.push_back(static_cast<int32_t>(s.keys - s.fresh + i % s.fresh));
    for (int64_t i = 0; i < s.sequences * s.pages(); i++) pages.push_back(static_cast<int32_t>(i));
  }

  AttentionArgs args(int64_t layer) const {
    return {rows.floats(0), s.cols(), 0, kv.data() + layer % layers * layer_bytes, kv_shape,
            OutRows::of(rows.floats(0) + s.rows() * s.cols(), ActivationType::f32, s.cols()), positions.data(), s.heads,
            0.125f, 0, 0};
  }
  // Tasks of all sequences and heads, longest first, in jobs as the executor makes them.
  int64_t tokens_per_task() const { return std::max<int64_t>(1, kAttentionRows / s.group()); }
  int64_t tasks() const { return (s.fresh + tokens_per_task() - 1) / tokens_per_task(); }
  int64_t job_heads() const {
    return attention_job_heads(s.kv_heads, tokens_per_task() * s.keys, tasks() * s.sequences, threads_);
  }
  int64_t head_jobs() const { return (s.kv_heads + job_heads() - 1) / job_heads(); }
  int64_t jobs() const { return tasks() * head_jobs() * s.sequences; }
  void run(AttentionFn kernel, const AttentionArgs& arguments, int64_t job, int worker) const {
    const int64_t sequence = job / head_jobs() % s.sequences;
    const int64_t first = (tasks() - 1 - job / head_jobs() / s.sequences) * tokens_per_task();
    const int64_t head = job % head_jobs() * job_heads(), end = std::min(s.kv_heads, head + job_heads());
    AttentionTask task{pages.data() + sequence * s.pages(), sequence * s.fresh + first,
                       sequence * s.fresh + std::min(s.fresh, first + tokens_per_task()), head};
    for (; task.kv_head < end; task.kv_head++) {
      task.next_follows = task.kv_head + 1 < end;
      kernel(arguments, task, scratch_of(worker));
    }
  }
  float* scratch_of(int worker) const { return scratch.floats(static_cast<size_t>(scratch_floats * worker) * 4); }

  const AttentionShape s;
  const KvShape kv_shape;
  const int64_t layer_bytes, layers, scratch_floats;
  bool mapped;

 private:
  const int threads_;
  Region kv, rows, scratch;
  std::vector<int32_t> positions, pages;
};

}  // namespace infbench
