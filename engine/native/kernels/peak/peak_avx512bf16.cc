#include <immintrin.h>

#include "peak.h"

namespace infbench::avx512bf16 {

double peak_bf16(int64_t iterations, float* sink) {
  constexpr int kChains = 12;
  __m512 sums[kChains];
  __m512i a = _mm512_set1_epi32(0x30003000), b = _mm512_set1_epi32(0x3f803f80);  // pairs of 2^-31 and of 1
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) sums[i] = _mm512_set1_ps(static_cast<float>(i));
  for (int64_t k = 0; k < iterations; k++) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; i++) {
      sums[i] = _mm512_dpbf16_ps(sums[i], reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b));
    }
    __asm__ volatile("" : "+x"(a), "+x"(b));
  }
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) *sink += _mm512_reduce_add_ps(sums[i]);
  return static_cast<double>(iterations) * kChains * 32 * 2;
}

}  // namespace infbench::avx512bf16
