// What kernels with dot products need besides vec_avx512.h: some of the lanes, and numbers as bytes.
#pragma once

#include "../../vec_avx512.h"

namespace infbench::avx512 {

struct Lanes {
  // Some of the lanes.
  using Some = __mmask16;

  INFBENCH_INLINE Some all() { return 0xffff; }
  // Lanes [begin, end), begin below 16 and end above 0.
  INFBENCH_INLINE Some between(int64_t begin, int64_t end) {
    const uint32_t from = begin > 0 ? 0xffffu << begin : 0xffffu;
    const uint32_t to = end < 16 ? (1u << end) - 1 : 0xffffu;
    return static_cast<Some>(from & to);
  }
  // Zero in the others.
  INFBENCH_INLINE __m512 keep(Some some, __m512 v) { return _mm512_maskz_mov_ps(some, v); }
  // In the others `a` alone, whatever b is.
  INFBENCH_INLINE __m512 max_of(Some some, __m512 a, __m512 b) { return _mm512_mask_max_ps(a, some, a, b); }

  INFBENCH_INLINE __m512i set_int(int32_t x) { return _mm512_set1_epi32(x); }
  // The bits of v with the low bits of n added to its exponent.
  INFBENCH_INLINE __m512 add_exponent(__m512 v, __m512 n) {
    return _mm512_castsi512_ps(
        _mm512_add_epi32(_mm512_castps_si512(v), _mm512_slli_epi32(_mm512_castps_si512(n), 23)));
  }
  // v / 256 to the nearest, so that v less 256 of it fits in a signed byte.
  INFBENCH_INLINE __m512i high_bytes(__m512i v) { return _mm512_srai_epi32(_mm512_add_epi32(v, _mm512_set1_epi32(128)), 8); }
  // The lowest byte of each lane.
  INFBENCH_INLINE void store_bytes(void* p, __m512i v) { _mm_storeu_si128(static_cast<__m128i*>(p), _mm512_cvtepi32_epi8(v)); }
  // 256 high + low: exact, since what overflows on the way comes back.
  INFBENCH_INLINE __m512 joined(__m512i high, __m512i low) {
    return _mm512_cvtepi32_ps(_mm512_add_epi32(_mm512_slli_epi32(high, 8), low));
  }
};

}  // namespace infbench::avx512
