// The f32 linear layer in lines: a line is one input of 16 outputs, and a product one fused multiply-add.
#pragma once

#include "../lines/loops.h"

namespace infbench::vector {

template <class Vec>
struct F32Step {
  using V = Vec;
  using Weights = typename V::F;
  using Inputs = typename V::F;
  static constexpr int64_t inputs = 1;
  static constexpr int64_t tile_rows = 6;
  static constexpr int few_rows = V::lanes == 16 ? 8 : 6;
  // 24 sums where there are 32 registers, 12 of 16.
  static constexpr int blocks(int rows) {
    if (V::lanes == 16) return rows <= 6 ? 4 : 3;
    return rows == 1 ? 4 : rows <= 3 ? 2 : 1;
  }

  INFBENCH_INLINE Weights weights(const uint8_t* line) { return V::load(reinterpret_cast<const float*>(line)); }
  INFBENCH_INLINE Inputs inputs_at(const uint8_t* x) { return V::set(*reinterpret_cast<const float*>(x)); }
  INFBENCH_INLINE typename V::F multiply(Inputs x, Weights w, typename V::F sum) { return V::fma(x, w, sum); }
};

}  // namespace infbench::vector
