// Executor: what linear layers read ahead for the attention that follows them (kernels/linear/read_ahead.h).
#include <algorithm>

#include "executor.h"

namespace infbench {

namespace {
// More than this would leave the last-level cache again before attention comes to it.
constexpr int64_t kMostBytes = 16 << 20;
}  // namespace

void Executor::open_read_ahead() {
  const int64_t group_bytes = std::max(kv_shape_.key_group_bytes(), kv_shape_.value_group_bytes());
  read_ahead_.resize(static_cast<size_t>(pool_.threads()));
  for (ReadAhead& list : read_ahead_) list.open(kMostBytes / pool_.threads() / group_bytes, group_bytes / kKvLine);
}

// Keys and values in the order in which each worker attends to them. Only of decode: a prompt's chunk attends for longer
// than it reads.
void Executor::list_read_ahead(const Batch& batch) {
  const int64_t count = tokens_ == batch.sequences ? attention_count_ : 0, workers = pool_.threads();
  for (int64_t w = 0; w < workers; w++) {
    ReadAhead& list = read_ahead_[static_cast<size_t>(w)];
    list.clear();
    for (int64_t i = w * count / workers; i < (w + 1) * count / workers; i++) {
      const AttentionItem& item = attention_items_[static_cast<size_t>(i)];
      const int32_t* const pages = batch.pages.data + batch.page_starts[item.sequence];
      const int64_t end = std::min<int64_t>(item.split_end * kAttentionSplit, positions_[item.row_begin] + 1);
      for (int64_t head = item.head_begin; head < item.head_end; head++) {
        for (int64_t at = item.split_begin * kAttentionSplit; at < end; at += kKvGroup) {
          const int64_t page = pages[at / options_.block_tokens], place = at % options_.block_tokens;
          list.add(kv_shape_.key_group(page, head, place));
          list.add(kv_shape_.value_group(page, head, place));
        }
      }
    }
  }
  start_read_ahead(0);
}

// From now on layers read the step's keys and values of that layer.
void Executor::start_read_ahead(int64_t index) {
  for (ReadAhead& list : read_ahead_) list.start(static_cast<const uint8_t*>(layer(index)));
}

}  // namespace infbench
