// Rotary embedding over vectors of one instruction set.
#pragma once

#include "rope.h"

namespace infbench::vector {

// Pairs (i, i + half).
template <class V>
void rotate_halves(float* x, const float* cos, const float* sin, int64_t half) {
  for (int64_t i = 0; i < half; i += V::lanes) {
    const int64_t n = half - i < V::lanes ? half - i : V::lanes;
    const typename V::F a = V::load_n(x + i, n, V::zero());
    const typename V::F b = V::load_n(x + half + i, n, V::zero());
    const typename V::F c = V::load_n(cos + i, n, V::zero());
    const typename V::F s = V::load_n(sin + i, n, V::zero());
    V::store_n(x + i, V::fnma(b, s, V::mul(a, c)), n);
    V::store_n(x + half + i, V::fma(a, s, V::mul(b, c)), n);
  }
}

// Pairs (2i, 2i + 1).
template <class V>
void rotate_neighbours(float* x, const float* cos, const float* sin, int64_t half) {
  constexpr int64_t kPairs = V::lanes / 2;
  for (int64_t i = 0; i < half; i += kPairs) {
    const int64_t n = half - i < kPairs ? half - i : kPairs;
    const typename V::F v = V::load_n(x + 2 * i, 2 * n, V::zero());
    const typename V::F crossed = V::negate_even(V::swap_pairs(v));
    const typename V::F turned =
        V::fma(crossed, V::load_doubled(sin + i, n), V::mul(v, V::load_doubled(cos + i, n)));
    V::store_n(x + 2 * i, turned, 2 * n);
  }
}

template <class V>
void rope(const RopeArgs& args, int64_t begin, int64_t end) {
  const int64_t half = args.head_dim / 2;
  for (int64_t row = begin; row < end; row++) {
    const float* cos = args.cos + row * half;
    const float* sin = args.sin + row * half;
    for (int64_t head = 0; head < args.heads; head++) {
      float* x = args.x + row * args.stride + args.offset + head * args.head_dim;
      if (args.interleaved) {
        rotate_neighbours<V>(x, cos, sin, half);
      } else {
        rotate_halves<V>(x, cos, sin, half);
      }
    }
  }
}

}  // namespace infbench::vector
