// A sequence and its queries for checks of attention: run whole, in chunks, or token by token in parts.
#pragma once

#include <algorithm>
#include <cmath>

#include "../../harness/check.h"
#include "../attention.h"
#include "../kv/kv_write.h"

namespace infbench {

using Long = long long;

struct AttentionShape {
  int64_t heads, kv_heads, head_dim, block_tokens;
  int64_t past, fresh;  // keys before the chunk, tokens in it
  int64_t window = 0;
  float softcap = 0;

  int64_t keys() const { return past + fresh; }
  int64_t group() const { return heads / kv_heads; }
  int64_t cols() const { return heads * head_dim; }
  std::string name() const {
    return text("heads %lld/%lld headDim %lld block %lld past %lld new %lld window %lld softcap %g", Long(heads),
                Long(kv_heads), Long(head_dim), Long(block_tokens), Long(past), Long(fresh), Long(window), softcap);
  }
};

// The pages of one sequence, in another order than its tokens.
struct AttentionPages {
  KvShape shape;
  Guarded<int32_t> list;
  Guarded<uint8_t> layer;

  AttentionPages(KvType type, const AttentionShape& s, int64_t block_tokens, const Floats& kv, int64_t turn)
      : shape(KvShape::of_pool(type, s.kv_heads, s.head_dim, block_tokens, (s.keys() + block_tokens - 1) / block_tokens)),
        list(shape.pages), layer(list.size() * shape.page_bytes()) {
    if (turn == 2) shape.run_pages = 4;
    for (int64_t p = 0; p < list.size(); p++) list[p] = static_cast<int32_t>((list.size() - p + turn) % list.size());
    Guarded<int64_t> slots(s.keys());
    for (int64_t token = 0; token < s.keys(); token++) {
      slots[token] = list[token / block_tokens] * block_tokens + token % block_tokens;
    }
    const int64_t cols = s.kv_heads * s.head_dim;
    kv_write({kv.data(), 2 * cols, slots.data(), layer.data(), shape, 0, cols}, s.keys(), 0, s.kv_heads);
  }
};

class AttentionCase {
 public:
  AttentionCase(KvType type, const AttentionShape& shape, Numbers& numbers)
      : s(shape), q_stride(shape.cols() + 5), q((shape.fresh - 1) * q_stride + 3 + shape.cols()),
        kv(shape.keys() * 2 * shape.kv_heads * shape.head_dim), positions(shape.fresh),
        scratch(attention_scratch_floats({type, shape.kv_heads, shape.head_dim, 16}, shape.heads, shape.keys(), true)) {
    numbers.fill(q, 2);
    numbers.fill(kv, 1);
    for (int64_t i = 0; i < shape.fresh; i++) positions[i] = static_cast<int32_t>(shape.past + i);
  }

  // All rows, at most `most` tokens a task; 0: cuts drawn from `numbers`.
  void run(AttentionFn kernel, const AttentionPages& pages, int64_t most, Numbers& numbers, Floats& y) {
    run(kernel, pages, most, numbers, OutRows::of(y.data(), ActivationType::f32, s.cols()));
  }
  void run(AttentionFn kernel, const AttentionPages& pages, int64_t most, Numbers& numbers, const OutRows& y) {
    AttentionArgs args{};
    args.q = q.data();
    args.q_stride = q_stride;
    args.q_offset = 3;
    args.layer = pages.layer.data();
    args.shape = pages.shape;
    args.y = y;
    args.positions = positions.data();
    args.heads = s.heads;
    args.scale = 1 / std::sqrt(static_cast<float>(s.head_dim));
    args.softcap = s.softcap;
    args.window = s.window;
    const int64_t limit = std::max<int64_t>(1, kAttentionRows / s.group());
    for (int64_t row = 0; row < s.fresh;) {
      const int64_t end = std::min(s.fresh, row + (most > 0 ? std::min(most, limit) : numbers.between(1, limit)));
      for (int64_t head = 0; head < s.kv_heads; head++) {
        AttentionTask task{pages.list.data(), row, end, head, head + 1 < s.kv_heads};
        if (most == 1) in_parts(kernel, args, task);
        if (most != 1) kernel(args, task, scratch.data());
      }
      row = end;
    }
  }

  // Parts of a split or two, the last first.
  void in_parts(AttentionFn kernel, const AttentionArgs& args, AttentionTask task) {
    const int64_t splits = (s.keys() + kAttentionSplit - 1) / kAttentionSplit;
    Floats parts(splits * (task.row_end - task.row_begin) * s.group() * attention_part_floats(args.shape));
    task.parts = parts.data();
    task.stage = AttentionStage::part;
    for (task.split_end = splits; task.split_end > 0; task.split_end = task.split_begin) {
      task.split_begin = std::max<int64_t>(0, task.split_end - 1 - task.split_end % 2);
      kernel(args, task, scratch.data());
    }
    task.stage = AttentionStage::join;
    kernel(args, task, scratch.data());
  }

  const AttentionShape s;
  const int64_t q_stride;
  Floats q, kv;
  Guarded<int32_t> positions;
  Floats scratch;
};

}  // namespace infbench
