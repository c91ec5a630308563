// Rotary embedding over vectors of one instruction set.
#pragma once

#include "rope.h"

namespace infbench::vector {

// Whole vectors without masks, a masked one for the rest: masked stores are slow on some CPUs.
template <class V, bool Whole>
typename V::F get(const float* p, int64_t n) {
  return Whole ? V::load(p) : V::load_n(p, n, V::zero());
}

template <class V, bool Whole>
void put(float* p, typename V::F v, int64_t n) {
  Whole ? V::store(p, v) : V::store_n(p, v, n);
}

// Pairs (i, i + half) for n places from x on.
template <class V, bool Whole>
void rotate_halves(float* x, const float* cos, const float* sin, int64_t half, int64_t n) {
  const typename V::F a = get<V, Whole>(x, n);
  const typename V::F b = get<V, Whole>(x + half, n);
  const typename V::F c = get<V, Whole>(cos, n);
  const typename V::F s = get<V, Whole>(sin, n);
  put<V, Whole>(x, V::fnma(b, s, V::mul(a, c)), n);
  put<V, Whole>(x + half, V::fma(a, s, V::mul(b, c)), n);
}

// n pairs of neighbours from x on.
template <class V, bool Whole>
void rotate_neighbours(float* x, const float* cos, const float* sin, int64_t n) {
  const typename V::F v = get<V, Whole>(x, 2 * n);
  const typename V::F crossed = V::negate_even(V::swap_pairs(v));
  put<V, Whole>(x, V::fma(crossed, V::load_doubled(sin, n), V::mul(v, V::load_doubled(cos, n))), 2 * n);
}

template <class V, bool Interleaved>
void rotate_head(float* x, const float* cos, const float* sin, int64_t half) {
  constexpr int64_t kStep = Interleaved ? V::lanes / 2 : V::lanes;
  int64_t i = 0;
  for (; i + kStep <= half; i += kStep) {
    if constexpr (Interleaved) {
      rotate_neighbours<V, true>(x + 2 * i, cos + i, sin + i, kStep);
    } else {
      rotate_halves<V, true>(x + i, cos + i, sin + i, half, kStep);
    }
  }
  if (i == half) return;
  if constexpr (Interleaved) {
    rotate_neighbours<V, false>(x + 2 * i, cos + i, sin + i, half - i);
  } else {
    rotate_halves<V, false>(x + i, cos + i, sin + i, half, half - i);
  }
}

template <class V>
void rope(const RopeArgs& args, int64_t begin, int64_t end) {
  const int64_t half = args.head_dim / 2;
  for (int64_t row = begin; row < end; row++) {
    const float* cos = args.cos + args.positions[row] * half;
    const float* sin = args.sin + args.positions[row] * half;
    for (int64_t head = 0; head < args.heads; head++) {
      float* x = args.x + row * args.stride + args.offset + head * args.head_dim;
      if (args.interleaved) {
        rotate_head<V, true>(x, cos, sin, half);
      } else {
        rotate_head<V, false>(x, cos, sin, half);
      }
    }
  }
}

}  // namespace infbench::vector
