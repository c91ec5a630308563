// Eight floats (AVX2, FMA): see vec_avx512.h. Included by files compiled for that set only.
#pragma once

#include <immintrin.h>

#include <cstdint>

#define INFBENCH_INLINE static inline __attribute__((always_inline))

namespace infbench::avx2 {

struct Vec {
  using F = __m256;
  using I = __m256i;
  static constexpr int lanes = 8;

  // All bits set in the first n of the lanes, n in 0..8.
  INFBENCH_INLINE __m256i mask(int64_t n) {
    const __m256i places = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int32_t>(n)), places);
  }

  INFBENCH_INLINE F zero() { return _mm256_setzero_ps(); }
  INFBENCH_INLINE F set(float x) { return _mm256_set1_ps(x); }
  INFBENCH_INLINE F load(const float* p) { return _mm256_loadu_ps(p); }
  INFBENCH_INLINE void store(float* p, F v) { _mm256_storeu_ps(p, v); }
  // Touches n floats only; the other lanes are `rest`.
  INFBENCH_INLINE F load_n(const float* p, int64_t n, F rest) {
    const __m256i lanes_used = mask(n);
    return _mm256_blendv_ps(rest, _mm256_maskload_ps(p, lanes_used), _mm256_castsi256_ps(lanes_used));
  }
  INFBENCH_INLINE void store_n(float* p, F v, int64_t n) { _mm256_maskstore_ps(p, mask(n), v); }
  // Keeps the first n lanes, zero elsewhere.
  INFBENCH_INLINE F first(F v, int64_t n) { return _mm256_and_ps(v, _mm256_castsi256_ps(mask(n))); }

  INFBENCH_INLINE F add(F a, F b) { return _mm256_add_ps(a, b); }
  INFBENCH_INLINE F sub(F a, F b) { return _mm256_sub_ps(a, b); }
  INFBENCH_INLINE F mul(F a, F b) { return _mm256_mul_ps(a, b); }
  INFBENCH_INLINE F div(F a, F b) { return _mm256_div_ps(a, b); }
  INFBENCH_INLINE F max(F a, F b) { return _mm256_max_ps(a, b); }
  INFBENCH_INLINE F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  // c - a b
  INFBENCH_INLINE F fnma(F a, F b, F c) { return _mm256_fnmadd_ps(a, b, c); }

  // A fixed tree of additions, so the same lanes give the same bits.
  INFBENCH_INLINE float sum(F v) {
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }
  INFBENCH_INLINE float largest(F v) {
    const __m128 four = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }
  // A bit per lane where a == b.
  INFBENCH_INLINE uint32_t equal(F a, F b) {
    return static_cast<uint32_t>(_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_EQ_OQ)));
  }

  // (a0 b0 a1 b1 ...) -> (b0 a0 b1 a1 ...)
  INFBENCH_INLINE F swap_pairs(F v) { return _mm256_permute_ps(v, 0xb1); }
  // Negates lanes 0, 2, 4, ...
  INFBENCH_INLINE F negate_even(F v) {
    return _mm256_xor_ps(v, _mm256_castsi256_ps(_mm256_set1_epi64x(0x0000000080000000ll)));
  }
  // p[0] p[0] p[1] p[1] ... of the first n pairs, n in 0..4.
  INFBENCH_INLINE F load_doubled(const float* p, int64_t n) {
    const __m256i places = _mm256_set_epi32(3, 3, 2, 2, 1, 1, 0, 0);
    return _mm256_permutevar8x32_ps(_mm256_maskload_ps(p, mask(n)), places);
  }

  // a / b; see vec_avx512.h.
  INFBENCH_INLINE F ratio(F a, F b) { return _mm256_div_ps(a, b); }

  // exp(x), relative error below 1e-7 on [-87.3, 88.3]; exactly 0 below, exp(88.3) above. x = n ln 2 + r with |r| <=
  // ln2/2, a polynomial of degree 6 in r (Cephes expf), times 2^n, which is made by adding n to the
  // exponent, n in -126..127.
  INFBENCH_INLINE F exp(F x) {
    const F normal = _mm256_cmp_ps(x, _mm256_set1_ps(-87.3f), _CMP_GE_OQ);
    x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.3f)), _mm256_set1_ps(88.3f));
    const F n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504088896341f)),
                                _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    F r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    F p = _mm256_set1_ps(1.9875691500e-4f);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.3981999507e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(8.3334519073e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(4.1665795894e-2f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.6666665459e-1f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(5.0000001201e-1f));
    p = _mm256_fmadd_ps(p, _mm256_mul_ps(r, r), _mm256_add_ps(r, _mm256_set1_ps(1.0f)));
    const __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_and_ps(_mm256_mul_ps(p, _mm256_castsi256_ps(power)), normal);
  }

  INFBENCH_INLINE F abs(F v) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), v); }
  // To the nearest int32, ties to even.
  INFBENCH_INLINE I to_int(F v) { return _mm256_cvtps_epi32(v); }
  INFBENCH_INLINE I add_int(I a, I b) { return _mm256_add_epi32(a, b); }
  INFBENCH_INLINE int32_t sum_int(I v) {
    const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
  }
  // The largest lane of each of four vectors, and the sum of each.
  INFBENCH_INLINE void largest_of_each(const F (&v)[4], float* to) {
    for (int i = 0; i < 4; i++) to[i] = largest(v[i]);
  }
  INFBENCH_INLINE void sums_of_each(const I (&v)[4], int32_t* to) {
    for (int i = 0; i < 4; i++) to[i] = sum_int(v[i]);
  }
  // All lanes as int8; they fit.
  INFBENCH_INLINE void store_int8(int8_t* p, I v) {
    const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(p), _mm_packs_epi16(words, words));
  }
  // The first n lanes as bf16, ties to even; NaN stays NaN.
  INFBENCH_INLINE void store_bf16(uint16_t* p, F v, int64_t n) {
    const __m256i bits = _mm256_castps_si256(v);
    const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
    const __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(v, v, _CMP_UNORD_Q));
    const __m256i high = _mm256_blendv_epi8(_mm256_srli_epi32(rounded, 16), _mm256_set1_epi32(0x7fc0), nan);
    const __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(high), _mm256_extracti128_si256(high, 1));
    if (n == lanes) return _mm_storeu_si128(reinterpret_cast<__m128i*>(p), words);
    alignas(16) uint16_t all[lanes];
    _mm_store_si128(reinterpret_cast<__m128i*>(all), words);
    for (int64_t i = 0; i < n; i++) p[i] = all[i];
  }

  // Words of memory, one word everywhere, and the floats of the two bf16 in each word.
  INFBENCH_INLINE I load_words(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
  INFBENCH_INLINE I set_word(const void* p) {
    int32_t word;
    __builtin_memcpy(&word, p, sizeof word);
    return _mm256_set1_epi32(word);
  }
  INFBENCH_INLINE F low_bf16(I words) { return _mm256_castsi256_ps(_mm256_slli_epi32(words, 16)); }
  INFBENCH_INLINE F high_bf16(I words) {
    return _mm256_castsi256_ps(_mm256_and_si256(words, _mm256_set1_epi32(static_cast<int32_t>(0xffff0000))));
  }

  // Hides what v holds from the compiler.
  INFBENCH_INLINE void hide(F& v) { __asm__ volatile("" : "+x"(v)); }

  // Unsigned byte j of each word.
  INFBENCH_INLINE F byte(I words, int j) {
    return _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srli_epi32(words, 8 * j), _mm256_set1_epi32(255)));
  }

  INFBENCH_INLINE void prefetch_first(const void* p) {
    _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T0);
  }
  // Into the second-level cache only: what is for later must not push out what is in use.
  INFBENCH_INLINE void prefetch_second(const void* p) {
    _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T1);
  }
};

}  // namespace infbench::avx2
