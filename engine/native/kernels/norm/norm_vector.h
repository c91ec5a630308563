// RMSNorm over vectors of one instruction set. Four partial sums hide the latency of the additions.
#pragma once

#include "norm.h"

namespace infbench::vector {

template <class V>
float sum_of_squares(const float* x, int64_t cols) {
  typename V::F sums[4] = {V::zero(), V::zero(), V::zero(), V::zero()};
  int64_t c = 0;
  for (; c + 4 * V::lanes <= cols; c += 4 * V::lanes) {
    for (int i = 0; i < 4; i++) {
      const typename V::F v = V::load(x + c + i * V::lanes);
      sums[i] = V::fma(v, v, sums[i]);
    }
  }
  for (; c < cols; c += V::lanes) {
    const int64_t left = cols - c < V::lanes ? cols - c : V::lanes;
    const typename V::F v = V::load_n(x + c, left, V::zero());
    sums[0] = V::fma(v, v, sums[0]);
  }
  return V::sum(V::add(V::add(sums[0], sums[1]), V::add(sums[2], sums[3])));
}

template <class V>
void rms_norm(const NormArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const float* x = args.x + row * args.cols;
    float* y = args.y + row * args.cols;
    const float mean = sum_of_squares<V>(x, args.cols) / static_cast<float>(args.cols);
    const typename V::F scale = V::set(1 / __builtin_sqrtf(mean + args.eps));
    int64_t c = 0;
    for (; c + V::lanes <= args.cols; c += V::lanes) {
      V::store(y + c, V::mul(V::mul(V::load(x + c), scale), V::load(args.gain + c)));
    }
    if (c < args.cols) {
      const int64_t n = args.cols - c;
      const typename V::F v = V::mul(V::load_n(x + c, n, V::zero()), scale);
      V::store_n(y + c, V::mul(v, V::load_n(args.gain + c, n, V::zero())), n);
    }
  }
}

}  // namespace infbench::vector
