// The oracle: what attention computes, in double and key by key, for every type of keys and values.
//
// A row (one head of one token) sees the keys of its sequence from `first`, where its window starts, to its own position:
//   score = scale * q . k, or softcap * tanh(that / softcap);  p = exp(score - largest score);  y = sum p v / sum p.
// Head h reads KV head h / group. attention_*: scores are computed where they are needed, so that any context fits.
// attention_naive_*: what a first version does, all scores of a row in memory, in float.
#include <cmath>

#include "../quantize/quantize.h"
#include "attention.h"

namespace infbench::scalar {

namespace {

// Reads stored elements of the task's KV head.
template <KvType Type>
struct Stored {
  const AttentionArgs& args;
  const AttentionTask& task;

  float element(const uint8_t* group, int64_t place, int64_t index, int64_t lines) const {
    if constexpr (Type == KvType::f32) return reinterpret_cast<const float*>(group)[index];
    if constexpr (Type == KvType::bf16) return from_bf16(reinterpret_cast<const uint16_t*>(group)[index]);
    const float* const scales = reinterpret_cast<const float*>(group + lines * kKvLine);
    return static_cast<float>(group[index] - kKvZero) * scales[place % kKvGroup];
  }

  float key(int64_t token, int64_t dim) const {
    const KvShape& shape = args.shape;
    const int64_t place = token % shape.block_tokens;
    const uint8_t* const layer = static_cast<const uint8_t*>(args.layer);
    return element(layer + shape.key_group(task.pages[token / shape.block_tokens], task.kv_head, place), place,
                   shape.key_element(place, dim), shape.key_lines());
  }

  float value(int64_t token, int64_t dim) const {
    const KvShape& shape = args.shape;
    const int64_t place = token % shape.block_tokens;
    const uint8_t* const layer = static_cast<const uint8_t*>(args.layer);
    return element(layer + shape.value_group(task.pages[token / shape.block_tokens], task.kv_head, place), place,
                   shape.value_element(place, dim), shape.value_lines());
  }

  double score(const float* q, int64_t token) const {
    double dot = 0;
    for (int64_t d = 0; d < args.shape.head_dim; d++) dot += static_cast<double>(q[d]) * key(token, d);
    dot *= args.scale;
    return args.softcap > 0 ? args.softcap * std::tanh(dot / args.softcap) : dot;
  }
};

// Keys [first, end) of one row.
struct Seen {
  int64_t first, end;
};

template <KvType Type>
void attend(const Stored<Type>& stored, const float* q, Seen seen, float* y) {
  const int64_t dims = stored.args.shape.head_dim;
  double largest = -HUGE_VAL;
  for (int64_t key = seen.first; key < seen.end; key++) largest = std::fmax(largest, stored.score(q, key));
  double total = 0;
  for (int64_t key = seen.first; key < seen.end; key++) total += std::exp(stored.score(q, key) - largest);
  constexpr int64_t kWidth = 64;
  for (int64_t start = 0; start < dims; start += kWidth) {
    const int64_t width = dims - start < kWidth ? dims - start : kWidth;
    double sums[kWidth] = {};
    for (int64_t key = seen.first; key < seen.end; key++) {
      const double p = std::exp(stored.score(q, key) - largest) / total;
      for (int64_t i = 0; i < width; i++) sums[i] += p * stored.value(key, start + i);
    }
    for (int64_t i = 0; i < width; i++) y[start + i] = static_cast<float>(sums[i]);
  }
}

template <KvType Type>
void attend_naive(const Stored<Type>& stored, const float* q, Seen seen, float* scores, float* y) {
  float largest = -HUGE_VALF;
  float total = 0;
  for (int64_t key = seen.first; key < seen.end; key++) {
    const float score = static_cast<float>(stored.score(q, key));
    scores[key - seen.first] = score;
    largest = score > largest ? score : largest;
  }
  for (int64_t i = 0; i < seen.end - seen.first; i++) total += scores[i] = std::exp(scores[i] - largest);
  for (int64_t d = 0; d < stored.args.shape.head_dim; d++) {
    float sum = 0;
    for (int64_t key = seen.first; key < seen.end; key++) sum += scores[key - seen.first] * stored.value(key, d);
    y[d] = sum / total;
  }
}

template <KvType Type, bool Naive>
void attention(const AttentionArgs& args, const AttentionTask& task, float* y, float* scratch) {
  if (task.stage == AttentionStage::part) return;
  const int64_t dims = args.shape.head_dim;
  const int64_t group = args.heads / args.shape.kv_heads;
  const Stored<Type> stored{args, task};
  for (int64_t row = task.row_begin; row < task.row_end; row++) {
    const int64_t end = args.positions[row] + 1;
    const Seen seen{args.window > 0 && end > args.window ? end - args.window : 0, end};
    for (int64_t head = task.kv_head * group; head < (task.kv_head + 1) * group; head++) {
      const float* q = args.q + row * args.q_stride + args.q_offset + head * dims;
      if constexpr (Naive) {
        attend_naive<Type>(stored, q, seen, scratch, y + head % group * dims);
      } else {
        attend<Type>(stored, q, seen, y + head % group * dims);
      }
    }
    store_row(args.y, row, y, task.kv_head * group * dims, group * dims);
  }
}

}  // namespace

#define SCALAR_ATTENTION(name, type, naive)                                              \
  void name(const AttentionArgs& args, const AttentionTask& task, float* scratch) {      \
    attention<KvType::type, naive>(args, task, scratch, scratch + args.heads / args.shape.kv_heads * args.shape.head_dim); \
  }
SCALAR_ATTENTION(attention_f32, f32, false)
SCALAR_ATTENTION(attention_bf16, bf16, false)
SCALAR_ATTENTION(attention_int8, int8, false)
SCALAR_ATTENTION(attention_naive_f32, f32, true)
SCALAR_ATTENTION(attention_naive_bf16, bf16, true)
SCALAR_ATTENTION(attention_naive_int8, int8, true)

}  // namespace infbench::scalar
