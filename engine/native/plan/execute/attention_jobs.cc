// Executor: attention as jobs. A job is a chunk of a sequence's rows with some KV heads; where jobs are fewer than threads
// want, as with one sequence or few KV heads, a row's splits are divided too: the job that ends last joins the parts. What
// is divided changes with the batch and the threads, the results do not (kernels/attention/attention.h).
#include <algorithm>

#include "executor.h"

namespace infbench {

namespace {
// Splits of a part at least: less is sooner done than handed out.
constexpr int64_t kPartSplits = 2;
}  // namespace

int64_t Executor::attention_slots() const { return kAttentionJobsPerThread * pool_.threads(); }

Status Executor::open_attention() {
  const int64_t tokens_per_item = std::max<int64_t>(1, kAttentionRows / (plan_.heads / plan_.kv_heads));
  const int64_t items = options_.max_sequences + options_.max_step_tokens / tokens_per_item + 1;
  // As they are listed, and as they are dealt.
  attention_items_.resize(static_cast<size_t>(2 * (items * plan_.kv_heads + 2 * attention_slots())));
  attention_ranges_ = std::vector<JobRange>(static_cast<size_t>(pool_.threads()));
  row_ranges_ = std::vector<JobRange>(static_cast<size_t>(pool_.threads()));
  attention_left_.reset(new std::atomic<int32_t>[static_cast<size_t>(attention_slots())]);
  const int64_t keys = options_.kv_blocks * options_.block_tokens;
  const int64_t splits = (keys + kAttentionSplit - 1) / kAttentionSplit;
  part_floats_ = splits * (plan_.heads / plan_.kv_heads) * attention_part_floats(kv_shape_);
  if (pool_.threads() == 1 || splits < 2 * kPartSplits) return {};
  return attention_parts_.map(static_cast<size_t>(attention_slots() * part_floats_) * sizeof(float), "parts of attention");
}

void Executor::list_attention(const Batch& batch) {
  const int64_t most = std::max<int64_t>(1, kAttentionRows / (plan_.heads / plan_.kv_heads));
  attention_count_ = 0;
  attention_joins_ = 0;
  for (int32_t s = 0; s < batch.sequences; s++) {
    for (int64_t row = batch.starts[s]; row < batch.starts[s + 1]; row += most) {
      const int64_t end = std::min<int64_t>(row + most, batch.starts[s + 1]);
      list_rows({s, static_cast<int32_t>(row), static_cast<int32_t>(end)}, batch.sequences);
    }
  }
  std::sort(attention_items_.begin(), attention_items_.begin() + attention_count_,
            [](const AttentionItem& a, const AttentionItem& b) {
              if (a.cost != b.cost) return a.cost > b.cost;
              if (a.row_begin != b.row_begin) return a.row_begin < b.row_begin;
              return a.head_begin != b.head_begin ? a.head_begin < b.head_begin : a.split_begin < b.split_begin;
            });
  deal_attention();
}

// Costs fall along the list; dealt like cards, each worker's range is as long and, nearly, as costly as the others'.
void Executor::deal_attention() {
  const int64_t count = attention_count_, workers = pool_.threads();
  const auto dealt = attention_items_.begin(), sorted = dealt + count;
  std::copy(dealt, sorted, sorted);
  auto next = sorted;
  for (int64_t turn = 0; turn <= count / workers; turn++) {
    for (int64_t w = 0; w < workers; w++) {
      const int64_t place = w * count / workers + turn;
      if (place < (w + 1) * count / workers) dealt[place] = *next++;
    }
  }
}

// The jobs of one chunk: by heads, and by parts where jobs are few.
void Executor::list_rows(AttentionItem item, int64_t sequences) {
  int64_t pairs = 0;
  for (int64_t i = item.row_begin; i < item.row_end; i++) pairs += positions_[i] + 1;
  const int64_t jobs = sequences * plan_.kv_heads;
  const int64_t splits = (positions_[item.row_end - 1] + kAttentionSplit) / kAttentionSplit;
  const int64_t wanted = pool_.threads() == 1 ? 1 : (attention_slots() + jobs - 1) / jobs;
  const int64_t parts = item.row_end - item.row_begin > 1 ? 1 : std::max<int64_t>(1, std::min(wanted, splits / kPartSplits));
  const int64_t heads = attention_job_heads(plan_.kv_heads, pairs, sequences, pool_.threads());
  for (int64_t head = 0; head < plan_.kv_heads; head += heads) {
    item.head_begin = static_cast<int32_t>(head);
    item.head_end = static_cast<int32_t>(std::min(head + heads, plan_.kv_heads));
    item.cost = pairs * (item.head_end - item.head_begin) / parts;
    item.parts = static_cast<int32_t>(parts);
    if (parts > 1) {
      item.slot = static_cast<int32_t>(attention_joins_++);
      attention_left_[static_cast<size_t>(item.slot)].store(item.parts, std::memory_order_relaxed);
    }
    for (int64_t part = 0; part < parts; part++) {
      item.split_begin = static_cast<int32_t>(part * splits / parts);
      item.split_end = static_cast<int32_t>((part + 1) * splits / parts);
      attention_items_[static_cast<size_t>(attention_count_++)] = item;
    }
  }
}

void Executor::attend(const AttentionKernel& kernel, const AttentionArgs& args, const AttentionItem& item,
                      const int32_t* pages, float* scratch) {
  AttentionTask task{pages, item.row_begin, item.row_end, item.head_begin};
  if (item.parts > 1) {
    task.stage = AttentionStage::part;
    task.split_begin = item.split_begin;
    task.split_end = item.split_end;
    task.parts = attention_parts_.floats(static_cast<size_t>(item.slot * part_floats_) * sizeof(float));
    kernel.run(args, task, scratch);
    std::atomic<int32_t>& left = attention_left_[static_cast<size_t>(item.slot)];
    if (left.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    left.store(item.parts, std::memory_order_relaxed);  // for the next layer
    task.stage = AttentionStage::join;
    return kernel.run(args, task, scratch);
  }
  for (; task.kv_head < item.head_end; task.kv_head++) {
    task.next_follows = task.kv_head + 1 < item.head_end;
    kernel.run(args, task, scratch);
  }
}

}  // namespace infbench
