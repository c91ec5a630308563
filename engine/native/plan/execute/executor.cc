#include "executor.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "../check_plan.h"

namespace infbench {

namespace {

int64_t now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
}

Kernels kernels_of(Isa isa) {
  return {embed_kernel(isa),     norm_kernel(isa),       *linear_kernel(isa, WeightFormat::f32, ActivationType::f32),
          rope_kernel(isa),      attention_kernel(isa, KvType::f32, false), activation_kernel(isa),
          sample_kernel(isa)};
}

Status choose_isa(const std::string& name, Isa* isa) {
  if (!parse_isa(name.c_str(), isa)) {
    return Status::error(format("open: isa: expected avx512, avx2 or scalar, got %s", name.c_str()));
  }
  if (!cpu_runs(*isa)) return Status::error(format("open: isa: this CPU does not run %s", name.c_str()));
  return {};
}

}  // namespace

Executor::Executor(Plan plan, const OpenOptions& options, Isa isa)
    : plan_(std::move(plan)),
      options_(options),
      kernels_(kernels_of(isa)),
      pool_(static_cast<int>(options.threads)),
      counters_(plan_.nodes.size()) {}

Status Executor::open(Plan plan, const OpenOptions& options, std::unique_ptr<Executor>* out) {
  Isa isa = Isa::scalar;
  const Status chosen = choose_isa(options.isa, &isa);
  if (!chosen.ok()) return chosen;
  const Status checked = check_plan(plan, options);
  if (!checked.ok()) return checked;
  std::unique_ptr<Executor> executor(new Executor(std::move(plan), options, isa));
  if (!executor->pool_.complete()) {
    return Status::error(format("open: threads: the system refused to start %lld threads",
                                static_cast<long long>(options.threads)));
  }
  const Status allocated = executor->allocate();
  if (!allocated.ok()) return allocated;
  const Status loaded = executor->weights_.load(executor->plan_.weights, executor->pool_);
  if (!loaded.ok()) return loaded;
  *out = std::move(executor);
  return {};
}

// Slots hold their largest buffer for the most rows a step may have.
size_t Executor::lay_out_slots(Layout& layout, std::vector<size_t>& offsets) const {
  std::vector<int64_t> floats;
  for (const Buffer& buffer : plan_.buffers) {
    const size_t slot = static_cast<size_t>(buffer.slot);
    if (slot >= floats.size()) floats.resize(slot + 1);
    const int64_t rows = buffer.per_logits_row ? options_.max_sequences : options_.max_step_tokens;
    floats[slot] = std::max(floats[slot], rows * buffer.cols);
  }
  for (const int64_t count : floats) offsets.push_back(layout.take_floats(count));
  return layout.bytes();
}

Status Executor::allocate() {
  const int64_t half = plan_.head_dim / 2;
  const int64_t group = plan_.heads / plan_.kv_heads;
  Layout layout;
  std::vector<size_t> slots, tables, linear, attention, weights, work;
  lay_out_slots(layout, slots);
  for (const Node& node : plan_.nodes) {
    if (node.op != Op::rope && node.op != Op::rope_kv) continue;
    const auto same = [&](const RopeTable& table) { return table.weight == node.weights[0]; };
    if (std::any_of(rope_tables_.begin(), rope_tables_.end(), same)) continue;
    rope_tables_.push_back({node.weights[0], nullptr, nullptr});
    tables.push_back(layout.take_floats(options_.max_step_tokens * half));
    tables.push_back(layout.take_floats(options_.max_step_tokens * half));
  }
  for (int worker = 0; worker < pool_.threads(); worker++) {
    linear.push_back(layout.take(linear_scratch_bytes()));
    attention.push_back(layout.take_floats(attention_scratch_floats(kv_shape(), plan_.heads, 0, false)));
    weights.push_back(layout.take_floats(plan_.vocab_size));
    work.push_back(layout.take_floats(plan_.vocab_size));
  }
  const Status scratch = scratch_.map(layout.bytes(), "scratch");
  if (!scratch.ok()) return scratch;
  for (const size_t offset : slots) slots_.push_back(scratch_.floats(offset));
  for (size_t i = 0; i < rope_tables_.size(); i++) {
    rope_tables_[i].cos = scratch_.floats(tables[2 * i]);
    rope_tables_[i].sin = scratch_.floats(tables[2 * i + 1]);
  }
  for (size_t worker = 0; worker < attention.size(); worker++) {
    linear_scratch_.push_back(scratch_.floats(linear[worker]));
    attention_scratch_.push_back(scratch_.floats(attention[worker]));
    sample_weights_.push_back(scratch_.floats(weights[worker]));
    sample_work_.push_back(reinterpret_cast<int32_t*>(scratch_.floats(work[worker])));
  }
  kv_slots_.resize(static_cast<size_t>(options_.max_step_tokens));
  const int64_t tokens_per_item = std::max<int64_t>(1, kAttentionRows / group);
  attention_items_.resize(
      static_cast<size_t>(options_.max_sequences + options_.max_step_tokens / tokens_per_item + 1));
  return kv_.map(static_cast<size_t>(plan_.layers * options_.kv_blocks * kv_shape().page_bytes()), "the KV cache");
}

Status Executor::step(const Batch& batch) {
  const Status status = check_batch(batch, {options_.max_step_tokens, options_.max_sequences, plan_.vocab_size,
                                            options_.kv_blocks, options_.block_tokens});
  if (!status.ok()) return status;
  prepare(batch);
  int64_t before = now_ns();
  for (size_t i = 0; i < plan_.nodes.size(); i++) {
    run(plan_.nodes[i], batch);
    const int64_t after = now_ns();
    counters_[i].calls++;
    counters_[i].ns += after - before;
    before = after;
  }
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
  for (const RopeTable& table : rope_tables_) fill_rope_table(table);
  list_attention(batch);
}

void Executor::fill_rope_table(const RopeTable& table) {
  const int64_t half = plan_.head_dim / 2;
  const float* frequencies = weights_.at(table.weight);
  by_rows(tokens_, half * 32, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      for (int64_t i = 0; i < half; i++) {
        const double angle = static_cast<double>(positions_[row]) * frequencies[i];
        table.cos[row * half + i] = static_cast<float>(std::cos(angle));
        table.sin[row * half + i] = static_cast<float>(std::sin(angle));
      }
    }
  });
}

void Executor::list_attention(const Batch& batch) {
  const int64_t most = std::max<int64_t>(1, kAttentionRows / (plan_.heads / plan_.kv_heads));
  attention_count_ = 0;
  for (int32_t s = 0; s < batch.sequences; s++) {
    for (int64_t row = batch.starts[s]; row < batch.starts[s + 1]; row += most) {
      const int64_t end = std::min<int64_t>(row + most, batch.starts[s + 1]);
      int64_t cost = 0;
      for (int64_t i = row; i < end; i++) cost += positions_[i] + 1;
      attention_items_[static_cast<size_t>(attention_count_++)] = {s, static_cast<int32_t>(row),
                                                                   static_cast<int32_t>(end), cost};
    }
  }
  std::sort(attention_items_.begin(), attention_items_.begin() + attention_count_,
            [](const AttentionItem& a, const AttentionItem& b) {
              return a.cost != b.cost ? a.cost > b.cost : a.row_begin < b.row_begin;
            });
}

}  // namespace infbench
