// The bf16 linear layer where there are no dot products of bf16: both numbers of a pair become floats by a shift or a
// mask, then one fused multiply-add each, in the order of k. The product of two bf16 is exact in f32, so every
// instruction set gives the same bits.
#pragma once

#include "../lines/loops.h"

namespace infbench::vector {

template <class Vec>
struct Bf16Step {
  using V = Vec;
  using F = typename V::F;
  struct Pair {
    F low, high;
  };
  using Weights = Pair;
  using Inputs = Pair;
  static constexpr int64_t inputs = 2;
  // 32 registers hold 20 sums, 8 weights, 2 activations and the mask; 16 hold 8, 4 and 2.
  static constexpr int64_t tile_rows = V::lanes == 8 ? 4 : 5;
  static constexpr int few_rows = V::lanes == 16 ? 8 : tile_rows;
  static constexpr int blocks(int rows) {
    if (V::lanes == 16) return rows <= 5 ? 4 : 2;
    return rows == 1 ? 4 : rows == 2 ? 2 : 1;
  }

  INFBENCH_INLINE Pair weights(const uint8_t* line) { return floats(V::load_words(line)); }
  INFBENCH_INLINE Pair inputs_at(const uint8_t* x) { return floats(V::set_word(x)); }
  INFBENCH_INLINE F multiply(const Pair& x, const Pair& w, F sum) {
    return V::fma(x.high, w.high, V::fma(x.low, w.low, sum));
  }
  INFBENCH_INLINE Pair floats(typename V::I words) {
    return {V::low_bf16(words), V::high_bf16(words)};
  }
};

}  // namespace infbench::vector
