// One register tile of the f32 linear layer, over vectors of one instruction set; the loops around it: f32_vector.h.
#pragma once

#include "../linear.h"

namespace infbench::vector {

// Lines ahead to prefetch in a stream from memory; the hardware's own streams stop at page ends.
constexpr int64_t kAhead = 24;

// What a tile fetches besides its own loads: nothing, its own streams kAhead lines on, or at the same k the lines of
// one or two blocks of the next run.
enum class Fetch { nothing, own, next_one, next_two };

struct TilePlace {
  int64_t row, block;
  int64_t k_begin, k_end;
  float* partial;     // [Rows][Blocks * 16]
  const float* next;  // first line to fetch
};

template <class V, int Rows, int Blocks>
__attribute__((always_inline)) inline void finish(const LinearArgs& args, const TilePlace& at,
                                                  typename V::F (&sums)[Rows][Blocks * (16 / V::lanes)]) {
  using F = typename V::F;
  constexpr int kVecs = Blocks * (16 / V::lanes);
#pragma GCC unroll 16
  for (int v = 0; v < kVecs; v++) {
    const int64_t n = at.block * 16 + v * V::lanes;
    const int64_t left = args.outputs - n;
    if (left <= 0) break;
    const int64_t used = left < V::lanes ? left : V::lanes;
    const F bias = args.bias == nullptr ? V::zero() : V::load_n(args.bias + n, used, V::zero());
#pragma GCC unroll 12
    for (int r = 0; r < Rows; r++) {
      F y = sums[r][v];
      const int64_t place = (at.row + r) * (args.y.stride / 4) + n;
      if (args.bias != nullptr) y = V::add(y, bias);
      if (args.residual != nullptr) y = V::add(y, V::load_n(args.residual + place, used, V::zero()));
      V::store_n(static_cast<float*>(args.y.data) + place, y, used);
    }
  }
}

template <class V, int Rows, int Blocks, Fetch Ahead>
__attribute__((noinline)) void tile(const LinearArgs& args, const TilePlace& at) {
  using F = typename V::F;
  constexpr int kPer = 16 / V::lanes;
  constexpr int kVecs = Blocks * kPer;
  F sums[Rows][kVecs];
#pragma GCC unroll 12
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) {
      sums[r][v] = at.k_begin == 0 ? V::zero() : V::load(at.partial + r * Blocks * 16 + v * V::lanes);
    }
  }
  const int64_t x_stride = args.x_stride / 4;
  const float* x = static_cast<const float*>(args.x) + at.row * x_stride;
  const float* w = static_cast<const float*>(args.weights) + at.block * args.inner * 16;
  const int64_t block_stride = args.inner * 16;
  const float* next = at.next;
  for (int64_t k = at.k_begin; k < at.k_end; k++) {
    F weights[kVecs];
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) {
      const float* line = w + (v / kPer) * block_stride + k * 16 + (v % kPer) * V::lanes;
      if (Ahead == Fetch::own && v % kPer == 0) V::prefetch(line + kAhead * 16);
      weights[v] = V::load(line);
    }
    if (Ahead == Fetch::next_one || Ahead == Fetch::next_two) V::prefetch_second(next);
    if (Ahead == Fetch::next_two) V::prefetch_second(next + block_stride);
    next += 16;
#pragma GCC unroll 12
    for (int r = 0; r < Rows; r++) {
      const F activation = V::set(x[r * x_stride + k]);
#pragma GCC unroll 16
      for (int v = 0; v < kVecs; v++) sums[r][v] = V::fma(activation, weights[v], sums[r][v]);
    }
  }
  if (at.k_end == args.inner) return finish<V, Rows, Blocks>(args, at, sums);
#pragma GCC unroll 12
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) V::store(at.partial + r * Blocks * 16 + v * V::lanes, sums[r][v]);
  }
}

}  // namespace infbench::vector
