// int4 weights and f32 activations over vectors of one instruction set: a nibble becomes a float, which holds scale times
// integer exactly, and each output is one chain of fused multiply-adds in the order of k. The loops: int_tile.h.
//
// An instruction set brings a class U:
//   V                                     its floats (vec_*.h)
//   kRows, kBlocks, narrow, ahead         as int_tile.h wants them
//   half(p)                               V::lanes halves as floats
//   nibble(line, shift)                   bits shift .. shift + 3 of V::lanes words of 32 bits as floats
#pragma once

#include "../int/int_tile.h"

namespace infbench::vector {

template <class U>
struct FloatTiles : U {
  using V = typename U::V;
  using F = typename V::F;
  static constexpr int kPer = 16 / V::lanes;
  static constexpr bool kStoresOutputs = false;

  template <int Rows, int Vecs>
  struct State {
    F sums[Rows][Vecs];
    F scales[Vecs], offsets[Vecs];  // a weight is nibble * scale + offset
  };

  // Input k of the group (x points to it): its weights once, then a multiply-add for each row.
  template <int Rows, int Vecs>
  static __attribute__((always_inline)) inline void add_input(const IntTile& at, const float* x, const uint8_t* group,
                                                              int k, State<Rows, Vecs>& state) {
    F weights[Vecs];
#pragma GCC unroll 4
    for (int v = 0; v < Vecs; v++) {
      const uint8_t* const line =
          group + v / kPer * at.block_bytes + k % 16 / 4 * 64 + v % kPer * static_cast<int>(V::lanes) * 4;
      weights[v] = V::fma(U::nibble(line, k % 4 * 8 + k / 16 * 4), state.scales[v], state.offsets[v]);
    }
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const F activation = V::set(x[r * (at.x_stride / 4)]);
#pragma GCC unroll 4
      for (int v = 0; v < Vecs; v++) state.sums[r][v] = V::fma(activation, weights[v], state.sums[r][v]);
    }
  }

  template <class W, int Rows, int Blocks>
  static __attribute__((noinline)) void tile(const IntTile& at) {
    constexpr int kVecs = Blocks * kPer;
    State<Rows, kVecs> state;
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < kVecs; v++) state.sums[r][v] = V::zero();
    }
    const float* x = reinterpret_cast<const float*>(at.x);
    for (int64_t first = 0; first < at.inner; first += 32, x += 32) {
      const uint8_t* const record = at.weights + first / kRecordInputs * W::record;
      const int64_t half = first / 32 % 2;
      const uint8_t* const group = record + half * W::group_bytes;
      for (int v = 0; v < kVecs; v++) {
        const uint8_t* const scales = record + W::scales_at + v / kPer * at.block_bytes + half * 32;
        state.scales[v] = U::half(scales + v % kPer * static_cast<int>(V::lanes) * 2);
        state.offsets[v] = V::mul(state.scales[v], V::set(-static_cast<float>(kInt4Zero)));
      }
      for (int b = 0; b < Blocks; b++) {
        for (int line = 0; line < W::lines; line++) {
          V::prefetch_second(group + b * at.block_bytes + line * 64 + Blocks * at.block_bytes);
        }
      }
      if (first + 32 <= at.inner) {
#pragma GCC unroll 32
        for (int k = 0; k < 32; k++) add_input<Rows, kVecs>(at, x + k, group, k, state);
      } else {
        for (int k = 0; k < at.inner - first; k++) add_input<Rows, kVecs>(at, x + k, group, k, state);
      }
    }
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < kVecs; v++) V::store(at.sums + r * Blocks * 16 + v * V::lanes, state.sums[r][v]);
    }
  }
};

}  // namespace infbench::vector
