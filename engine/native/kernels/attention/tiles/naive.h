// The naive kernels: a row at a time, all its scores in memory, one softmax over them, then all values. No tiles, so keys
// and values are read anew for every row; no splits, so a long context leaves the cache between the three passes.
// What tiling and the running softmax buy is the difference to wide.h, whose arithmetic per number is the same.
#pragma once

#include "softmax.h"
#include "stored.h"

namespace infbench::vector {

template <class Vec, KvType Type>
struct Naive {
  using V = Vec;
  using F = typename V::F;
  using From = Stored<V, Type>;

  const AttentionArgs& args;
  const AttentionTask& task;

  const uint8_t* keys(int64_t key) const {
    const KvShape& shape = args.shape;
    return static_cast<const uint8_t*>(args.layer) +
           shape.key_group(task.pages[key / shape.block_tokens], task.kv_head, key % shape.block_tokens);
  }
  const uint8_t* values(int64_t key) const {
    const KvShape& shape = args.shape;
    return static_cast<const uint8_t*>(args.layer) +
           shape.value_group(task.pages[key / shape.block_tokens], task.kv_head, key % shape.block_tokens);
  }

  // scores[key] of whole vectors of keys that hold one of `seen`; q has head_dim floats, then zeros to whole words.
  void score(const float* q, KeyRange seen, float* scores) const {
    const int64_t lines = args.shape.key_lines();
    for (int64_t key = seen.begin / kKvGroup * kKvGroup; key < seen.end; key += V::lanes) {
      const uint8_t* const group = keys(key);
      F sum = V::zero();
      for (int64_t line = 0; line < lines; line++) {
        for (int j = 0; j < From::packed; j++) {
          const F k = From::load(line_of(group, line) + key % kKvGroup, j);
          sum = V::fma(V::set(q[line * From::packed + j]), k, sum);
        }
      }
      const F scaled = V::mul(sum, V::set(args.scale));
      V::store(scores + key, From::scaled(scaled, line_of(group, lines) + key % kKvGroup));
    }
  }

  // y = sum p v / total, whole vectors of dimensions.
  void mix(const float* p, KeyRange seen, float total, float* y) const {
    const int64_t padded = args.shape.value_dims();
    for (int64_t d = 0; d < padded; d += V::lanes) {
      F sum = V::zero();
      for (int64_t key = seen.begin; key < seen.end; key++) {
        const uint8_t* const group = values(key);
        const int64_t place = key % kKvGroup;
        const F v = From::load(word_of(group, place / From::packed * padded + d), static_cast<int>(place % From::packed));
        F weight = V::set(p[key]);
        if constexpr (Type == KvType::int8) {
          weight = V::mul(weight, V::set(line_of(group, args.shape.value_lines())[place]));
        }
        sum = V::fma(weight, v, sum);
      }
      V::store(y + d, V::div(sum, V::set(total)));
    }
  }
};

template <class V, KvType Type>
void attention_naive(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  if (task.stage == AttentionStage::part) return;
  const Naive<V, Type> naive{args, task};
  const TaskRows rows{args, task, args.heads / args.shape.kv_heads};
  const int64_t dims = args.shape.head_dim, padded = args.shape.value_dims(), cols = rows.group * dims;
  float* const q = scratch;
  float* const y = q + padded;
  float* const all_scores = y + rows.group * padded;
  for (int64_t row = 0; row < rows.count(); row++) {
    const KeyRange seen{rows.begin(row), rows.end(row)};
    float* const scores = all_scores - seen.begin / kKvGroup * kKvGroup;
    for (int64_t d = 0; d < padded; d++) q[d] = d < dims ? rows.query(row)[d] : 0;
    naive.score(q, seen, scores);
    const Weighed weighed = exponentials<V>(scores, seen, seen, args.softcap);
    const int64_t head = row % rows.group;
    naive.mix(scores, seen, weighed.total, y + head * dims);
    if (head == rows.group - 1) store_row<V>(args.y, rows.step_row(row), y, task.kv_head * cols, cols);
  }
}

}  // namespace infbench::vector
