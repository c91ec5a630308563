#include "rope.h"

namespace infbench::scalar {

void rope(const RopeArgs& args, int64_t begin, int64_t end) {
  const int64_t half = args.head_dim / 2;
  for (int64_t row = begin; row < end; row++) {
    const float* cos = args.cos + args.positions[row] * half;
    const float* sin = args.sin + args.positions[row] * half;
    for (int64_t head = 0; head < args.heads; head++) {
      float* x = args.x + row * args.stride + args.offset + head * args.head_dim;
      for (int64_t i = 0; i < half; i++) {
        float& a = args.interleaved ? x[2 * i] : x[i];
        float& b = args.interleaved ? x[2 * i + 1] : x[i + half];
        const double c = cos[i];
        const double s = sin[i];
        const double was_a = a;
        const double was_b = b;
        a = static_cast<float>(was_a * c - was_b * s);
        b = static_cast<float>(was_b * c + was_a * s);
      }
    }
  }
}

}  // namespace infbench::scalar
