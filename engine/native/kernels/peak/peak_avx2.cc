#include "../vec_avx2.h"
#include "peak_vector.h"

namespace infbench::avx2 {

double peak_f32(int64_t iterations, float* sink) { return vector::peak_f32<Vec>(iterations, sink); }

// Without VNNI a byte dot product is three instructions: pairs to 16 bits, fours to 32 bits, and the sum.
double peak_int8(int64_t iterations, float* sink) {
  constexpr int kChains = 10;
  __m256i sums[kChains], a = _mm256_set1_epi8(1), b = _mm256_set1_epi8(2);
  const __m256i ones = _mm256_set1_epi16(1);
#pragma GCC unroll 10
  for (int i = 0; i < kChains; i++) sums[i] = _mm256_set1_epi32(i);
  for (int64_t k = 0; k < iterations; k++) {
#pragma GCC unroll 10
    for (int i = 0; i < kChains; i++) {
      __m256i pairs = _mm256_maddubs_epi16(a, b);
      __asm__ volatile("" : "+x"(pairs));  // each chain makes its own
      sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pairs, ones));
    }
    __asm__ volatile("" : "+x"(a), "+x"(b));
  }
  __m256i sum = sums[0];
#pragma GCC unroll 10
  for (int i = 1; i < kChains; i++) sum = _mm256_add_epi32(sum, sums[i]);
  *sink += static_cast<float>(_mm256_extract_epi32(sum, 0));
  return static_cast<double>(iterations) * kChains * 32 * 2;
}

float peak_read(const float* data, int64_t count, int streams) {
  return vector::peak_read<Vec>(data, count, streams);
}

float peak_walk(const float* data, int64_t count, int products) {
  return vector::peak_walk<Vec>(data, count, products);
}

}  // namespace infbench::avx2
