// Activations over vectors of one instruction set.
#pragma once

#include "activation.h"

namespace infbench::vector {

template <class V>
typename V::F silu_times(typename V::F gate, typename V::F up) {
  const typename V::F one = V::set(1.0f);
  return V::mul(V::div(gate, V::add(one, V::exp(V::sub(V::zero(), gate)))), up);
}

template <class V>
void gated_silu(const GatedArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const float* gate = args.x + row * 2 * args.cols;
    const float* up = gate + args.cols;
    float* y = args.y + row * args.cols;
    int64_t c = 0;
    for (; c + V::lanes <= args.cols; c += V::lanes) {
      V::store(y + c, silu_times<V>(V::load(gate + c), V::load(up + c)));
    }
    if (c < args.cols) {
      const int64_t n = args.cols - c;
      V::store_n(y + c, silu_times<V>(V::load_n(gate + c, n, V::zero()), V::load_n(up + c, n, V::zero())), n);
    }
  }
}

template <class V>
void add(const AddArgs& args, int64_t begin, int64_t end) {
  int64_t i = begin;
  for (; i + V::lanes <= end; i += V::lanes) V::store(args.y + i, V::add(V::load(args.a + i), V::load(args.b + i)));
  if (i < end) {
    const int64_t n = end - i;
    V::store_n(args.y + i, V::add(V::load_n(args.a + i, n, V::zero()), V::load_n(args.b + i, n, V::zero())), n);
  }
}

}  // namespace infbench::vector
