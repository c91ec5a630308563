#include "../vec_avxvnni.h"
#include "peak.h"

namespace infbench::INFBENCH_DOT_ISA {

double peak_int8(int64_t iterations, float* sink) {
  constexpr int kChains = 12;
  DotVec::I sums[kChains];
  const DotVec::I a = _mm256_set1_epi8(1), b = _mm256_set1_epi8(2);
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) sums[i] = _mm256_set1_epi32(i);
  for (int64_t k = 0; k < iterations; k++) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; i++) DotVec::dot(sums[i], a, b);
  }
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) *sink += static_cast<float>(DotVec::sum_int(sums[i]));
  return static_cast<double>(iterations) * kChains * 32 * 2;
}

}  // namespace infbench::INFBENCH_DOT_ISA
