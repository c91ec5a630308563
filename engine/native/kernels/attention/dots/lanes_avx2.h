// What kernels with dot products need besides vec_avx2.h: see lanes_avx512.h.
#pragma once

#include "../../vec_avx2.h"

namespace infbench::avx2 {

struct Lanes {
  using Some = __m256i;

  INFBENCH_INLINE Some all() { return _mm256_set1_epi32(-1); }
  // Both may lie anywhere.
  INFBENCH_INLINE Some between(int64_t begin, int64_t end) { return _mm256_andnot_si256(Vec::mask(begin), Vec::mask(end)); }
  INFBENCH_INLINE __m256 keep(Some some, __m256 v) { return _mm256_and_ps(v, _mm256_castsi256_ps(some)); }
  INFBENCH_INLINE __m256 max_of(Some some, __m256 a, __m256 b) {
    return _mm256_blendv_ps(a, _mm256_max_ps(a, b), _mm256_castsi256_ps(some));
  }

  INFBENCH_INLINE __m256i set_int(int32_t x) { return _mm256_set1_epi32(x); }
  INFBENCH_INLINE __m256 add_exponent(__m256 v, __m256 n) {
    return _mm256_castsi256_ps(
        _mm256_add_epi32(_mm256_castps_si256(v), _mm256_slli_epi32(_mm256_castps_si256(n), 23)));
  }
  INFBENCH_INLINE __m256i high_bytes(__m256i v) { return _mm256_srai_epi32(_mm256_add_epi32(v, _mm256_set1_epi32(128)), 8); }
  INFBENCH_INLINE void store_bytes(void* p, __m256i v) {
    const __m256i quads = _mm256_shuffle_epi8(v, _mm256_set1_epi32(0x0c080400));  // four bytes in every word of each half
    const __m128i low = _mm256_castsi256_si128(quads), high = _mm256_extracti128_si256(quads, 1);
    _mm_storel_epi64(static_cast<__m128i*>(p), _mm_unpacklo_epi32(low, high));
  }
  INFBENCH_INLINE __m256 joined(__m256i high, __m256i low) {
    return _mm256_cvtepi32_ps(_mm256_add_epi32(_mm256_slli_epi32(high, 8), low));
  }
};

}  // namespace infbench::avx2
