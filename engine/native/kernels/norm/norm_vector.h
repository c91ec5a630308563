// RMSNorm and LayerNorm over vectors of one instruction set. Four partial sums hide the latency of the additions.
#pragma once

#include "../quantize/quantize_vector.h"
#include "norm.h"

namespace infbench::vector {

template <class V>
float sum(const float* x, int64_t cols) {
  typename V::F sums[4] = {V::zero(), V::zero(), V::zero(), V::zero()};
  int64_t c = 0;
  for (; c + 4 * V::lanes <= cols; c += 4 * V::lanes) {
    for (int i = 0; i < 4; i++) sums[i] = V::add(sums[i], V::load(x + c + i * V::lanes));
  }
  for (; c < cols; c += V::lanes) {
    const int64_t left = cols - c < V::lanes ? cols - c : V::lanes;
    sums[0] = V::add(sums[0], V::load_n(x + c, left, V::zero()));
  }
  return V::sum(V::add(V::add(sums[0], sums[1]), V::add(sums[2], sums[3])));
}

// sum_c (x[c] - mean)^2
template <class V>
float sum_of_squares(const float* x, int64_t cols, float mean) {
  const typename V::F means = V::set(mean);
  typename V::F sums[4] = {V::zero(), V::zero(), V::zero(), V::zero()};
  int64_t c = 0;
  for (; c + 4 * V::lanes <= cols; c += 4 * V::lanes) {
    for (int i = 0; i < 4; i++) {
      const typename V::F v = V::sub(V::load(x + c + i * V::lanes), means);
      sums[i] = V::fma(v, v, sums[i]);
    }
  }
  for (; c < cols; c += V::lanes) {
    const int64_t left = cols - c < V::lanes ? cols - c : V::lanes;
    const typename V::F v = V::sub(V::load_n(x + c, left, means), means);
    sums[0] = V::fma(v, v, sums[0]);
  }
  return V::sum(V::add(V::add(sums[0], sums[1]), V::add(sums[2], sums[3])));
}

// y = (x - mean) * scale * gain + bias; without a mean and a bias, RMSNorm's.
template <class V, bool Centred>
void apply(const NormArgs& args, const float* x, float* y, float mean, float scale) {
  const typename V::F means = V::set(mean);
  const typename V::F scales = V::set(scale);
  for (int64_t c = 0; c < args.cols; c += V::lanes) {
    const int64_t n = args.cols - c;
    const bool whole = n >= V::lanes;
    typename V::F v = whole ? V::load(x + c) : V::load_n(x + c, n, V::zero());
    if (Centred) v = V::sub(v, means);
    const typename V::F gain = whole ? V::load(args.gain + c) : V::load_n(args.gain + c, n, V::zero());
    v = V::mul(V::mul(v, scales), gain);
    if (Centred && args.bias != nullptr) {
      v = V::add(v, whole ? V::load(args.bias + c) : V::load_n(args.bias + c, n, V::zero()));
    }
    whole ? V::store(y + c, v) : V::store_n(y + c, v, n);
  }
}

template <class V, bool Centred>
void norm_rows(const NormArgs& args, int64_t begin, int64_t end, float* scratch) {
  const float cols = static_cast<float>(args.cols);
  const bool direct = args.y.type == ActivationType::f32;
  for (int64_t row = begin; row < end; row++) {
    const float* x = args.x + row * args.cols;
    float* y = direct ? static_cast<float*>(args.y.row(row)) : scratch;
    const float mean = Centred ? sum<V>(x, args.cols) / cols : 0;
    const float spread = sum_of_squares<V>(x, args.cols, mean) / cols;
    apply<V, Centred>(args, x, y, mean, 1 / __builtin_sqrtf(spread + args.eps));
    if (!direct) store_row<V>(args.y, row, y, 0, args.cols);
  }
}

}  // namespace infbench::vector
