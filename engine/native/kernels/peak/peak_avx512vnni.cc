#include <immintrin.h>

#include "peak.h"

namespace infbench::avx512vnni {

double peak_int8(int64_t iterations, float* sink) {
  constexpr int kChains = 12;
  __m512i sums[kChains], a = _mm512_set1_epi8(1), b = _mm512_set1_epi8(2);
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) sums[i] = _mm512_set1_epi32(i);
  for (int64_t k = 0; k < iterations; k++) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; i++) sums[i] = _mm512_dpbusd_epi32(sums[i], a, b);
    __asm__ volatile("" : "+x"(a), "+x"(b));
  }
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) *sink += static_cast<float>(_mm512_reduce_add_epi32(sums[i]));
  return static_cast<double>(iterations) * kChains * 64 * 2;
}

}  // namespace infbench::avx512vnni
