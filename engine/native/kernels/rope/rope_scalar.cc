#include "rope.h"

namespace infbench {

namespace scalar {

void rope(const RopeArgs& args, int64_t begin, int64_t end) {
  const int64_t half = args.head_dim / 2;
  for (int64_t row = begin; row < end; row++) {
    for (int64_t head = 0; head < args.heads; head++) {
      float* x = args.x + row * args.stride + args.offset + head * args.head_dim;
      for (int64_t i = 0; i < half; i++) {
        float& a = args.interleaved ? x[2 * i] : x[i];
        float& b = args.interleaved ? x[2 * i + 1] : x[i + half];
        const double c = args.cos[row * half + i];
        const double s = args.sin[row * half + i];
        const double was_a = a;
        const double was_b = b;
        a = static_cast<float>(was_a * c - was_b * s);
        b = static_cast<float>(was_b * c + was_a * s);
      }
    }
  }
}

}  // namespace scalar

// Head by head, so that the lines of K that a run of tokens fills stay in the first-level cache.
void kv_write(const KvWriteArgs& args, int64_t rows, int64_t begin, int64_t end) {
  const int64_t tokens = args.block_tokens;
  const int64_t dims = args.head_dim;
  for (int64_t head = begin; head < end; head++) {
    for (int64_t row = 0; row < rows; row++) {
      const int64_t page = args.slots[row] / tokens;
      const int64_t place = args.slots[row] % tokens;
      const int64_t base = (page * args.kv_heads + head) * dims * tokens;
      const float* from_k = args.x + row * args.stride + args.k_offset + head * dims;
      const float* from_v = args.x + row * args.stride + args.v_offset + head * dims;
      float* k = args.k + base + place;
      float* v = args.v + base + place * dims;
      for (int64_t d = 0; d < dims; d++) k[d * tokens] = from_k[d];
      for (int64_t d = 0; d < dims; d++) v[d] = from_v[d];
    }
  }
}

}  // namespace infbench
