// Sums of a group with dot products of four bytes (V::dot): one instruction for a line of weights and four activations,
// without the 16-bit sums of int_avx2.cc and their bounds, so both formats are multiplied alike. Tiles are 6 rows: 12
// sums, 2 vectors of weights, 4 activations and the mask of nibbles are all 16 registers.
#pragma once

#include "int_ymm.h"

namespace infbench::vector {

template <class Vec>
struct DotSums {
  using V = Vec;
  static constexpr int64_t kRows = 6;

  template <class W, int Rows>
  INFBENCH_INLINE void add(const IntTile& at, const uint8_t* x, const uint8_t* head, const uint8_t* weights,
                           __m256i (&sums)[Rows][kYmmHalves]) {
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const __m256i start = ymm_broadcast(head + r * at.x_stride + offsetof(Q8Head, start));
      for (int h = 0; h < kYmmHalves; h++) sums[r][h] = start;
    }
#pragma GCC unroll 8
    for (int line = 0; line < W::lines; line++) {
      V::prefetch_second(weights + line * 64 + at.ahead);
#pragma GCC unroll 2
      for (int part = 0; part < W::parts; part++) {
        __m256i w[kYmmHalves];
        for (int h = 0; h < kYmmHalves; h++) w[h] = ymm_bytes<W>(weights + line * 64 + h * 32, part);
#pragma GCC unroll 6
        for (int r = 0; r < Rows; r++) {
          const __m256i quad = ymm_broadcast(x + r * at.x_stride + line * 4 + part * 16);
          for (int h = 0; h < kYmmHalves; h++) V::dot(sums[r][h], w[h], quad);
        }
      }
    }
  }
};

}  // namespace infbench::vector
