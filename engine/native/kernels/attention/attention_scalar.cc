// The oracle: every row in two passes over its keys, in double.
#include <cmath>

#include "attention.h"

namespace infbench::scalar {

namespace {

struct Keys {
  const AttentionArgs& args;
  const AttentionTask& task;

  int64_t head_base(int64_t key) const {
    const int64_t page = task.pages[key / args.block_tokens];
    return (page * args.kv_heads + task.kv_head) * args.head_dim * args.block_tokens;
  }

  double score(const float* q, int64_t key) const {
    const float* k = args.k + head_base(key) + key % args.block_tokens;
    double dot = 0;
    for (int64_t d = 0; d < args.head_dim; d++) dot += static_cast<double>(q[d]) * k[d * args.block_tokens];
    return dot * args.scale;
  }

  const float* value(int64_t key) const {
    return args.v + head_base(key) + key % args.block_tokens * args.head_dim;
  }
};

void attend(const Keys& keys, const float* q, int64_t count, float* y) {
  const int64_t dims = keys.args.head_dim;
  double largest = -HUGE_VAL;
  for (int64_t key = 0; key < count; key++) largest = std::fmax(largest, keys.score(q, key));
  double total = 0;
  for (int64_t key = 0; key < count; key++) total += std::exp(keys.score(q, key) - largest);
  constexpr int64_t kWidth = 16;
  for (int64_t first = 0; first < dims; first += kWidth) {
    const int64_t width = dims - first < kWidth ? dims - first : kWidth;
    double sums[kWidth] = {};
    for (int64_t key = 0; key < count; key++) {
      const double p = std::exp(keys.score(q, key) - largest) / total;
      for (int64_t i = 0; i < width; i++) sums[i] += p * keys.value(key)[first + i];
    }
    for (int64_t i = 0; i < width; i++) y[first + i] = static_cast<float>(sums[i]);
  }
}

}  // namespace

void attention_f32(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  (void)scratch;
  const int64_t group = args.heads / args.kv_heads;
  const Keys keys{args, task};
  for (int64_t row = task.row_begin; row < task.row_end; row++) {
    for (int64_t member = 0; member < group; member++) {
      const int64_t head = task.kv_head * group + member;
      const float* q = args.q + row * args.q_stride + args.q_offset + head * args.head_dim;
      attend(keys, q, args.positions[row] + 1, args.y + row * args.y_stride + head * args.head_dim);
    }
  }
}

}  // namespace infbench::scalar
