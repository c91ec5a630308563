// Sixteen floats (AVX-512 F, BW, DQ, VL): what the kernel templates (`<family>_vector.h`) need from an instruction set.
// Included by files compiled for that set only.
#pragma once

#include <immintrin.h>

#include <cstdint>

#define INFBENCH_INLINE static inline __attribute__((always_inline))

namespace infbench::avx512 {

struct Vec {
  using F = __m512;
  using I = __m512i;
  static constexpr int lanes = 16;

  // The first n of the lanes, n in 0..16.
  INFBENCH_INLINE __mmask16 mask(int64_t n) { return static_cast<__mmask16>((1u << n) - 1); }

  INFBENCH_INLINE F zero() { return _mm512_setzero_ps(); }
  INFBENCH_INLINE F set(float x) { return _mm512_set1_ps(x); }
  INFBENCH_INLINE F load(const float* p) { return _mm512_loadu_ps(p); }
  INFBENCH_INLINE void store(float* p, F v) { _mm512_storeu_ps(p, v); }
  // Touches n floats only; the other lanes are `rest`.
  INFBENCH_INLINE F load_n(const float* p, int64_t n, F rest) { return _mm512_mask_loadu_ps(rest, mask(n), p); }
  INFBENCH_INLINE void store_n(float* p, F v, int64_t n) { _mm512_mask_storeu_ps(p, mask(n), v); }
  // Keeps the first n lanes, zero elsewhere.
  INFBENCH_INLINE F first(F v, int64_t n) { return _mm512_maskz_mov_ps(mask(n), v); }

  INFBENCH_INLINE F add(F a, F b) { return _mm512_add_ps(a, b); }
  INFBENCH_INLINE F sub(F a, F b) { return _mm512_sub_ps(a, b); }
  INFBENCH_INLINE F mul(F a, F b) { return _mm512_mul_ps(a, b); }
  INFBENCH_INLINE F div(F a, F b) { return _mm512_div_ps(a, b); }
  INFBENCH_INLINE F max(F a, F b) { return _mm512_max_ps(a, b); }
  INFBENCH_INLINE F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  // c - a b
  INFBENCH_INLINE F fnma(F a, F b, F c) { return _mm512_fnmadd_ps(a, b, c); }

  // A fixed tree of additions, so the same lanes give the same bits.
  INFBENCH_INLINE float sum(F v) { return _mm512_reduce_add_ps(v); }
  INFBENCH_INLINE float largest(F v) { return _mm512_reduce_max_ps(v); }
  // A bit per lane where a == b.
  INFBENCH_INLINE uint32_t equal(F a, F b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }

  // (a0 b0 a1 b1 ...) -> (b0 a0 b1 a1 ...)
  INFBENCH_INLINE F swap_pairs(F v) { return _mm512_permute_ps(v, 0xb1); }
  // Negates lanes 0, 2, 4, ...
  INFBENCH_INLINE F negate_even(F v) {
    return _mm512_castsi512_ps(
        _mm512_xor_si512(_mm512_castps_si512(v), _mm512_set1_epi64(0x0000000080000000ll)));
  }
  // p[0] p[0] p[1] p[1] ... of the first n pairs, n in 0..8.
  INFBENCH_INLINE F load_doubled(const float* p, int64_t n) {
    const __m512i places = _mm512_set_epi32(7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0);
    return _mm512_permutexvar_ps(places, _mm512_maskz_loadu_ps(mask(n), p));
  }

  // exp(x), relative error below 1e-7 + 1.3e-8 |x|; 0 below -105, exp(88.3) above. x log2(e) = n + f, |f| <= 1/2, in one
  // fused step; 2^f = 1 + f q(f), q a polynomial of degree 5 through the Chebyshev points; times 2^n.
  INFBENCH_INLINE F exp(F x) {
    x = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-105.0f)), _mm512_set1_ps(88.3f));
    const F log2e = _mm512_set1_ps(1.44269504088896341f);
    const F n = _mm512_roundscale_ps(_mm512_mul_ps(x, log2e), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const F f = _mm512_fmsub_ps(x, log2e, n);
    F q = _mm512_set1_ps(1.545316294e-4f);
    q = _mm512_fmadd_ps(q, f, _mm512_set1_ps(1.339086336e-3f));
    q = _mm512_fmadd_ps(q, f, _mm512_set1_ps(9.618082557e-3f));
    q = _mm512_fmadd_ps(q, f, _mm512_set1_ps(5.550357114e-2f));
    q = _mm512_fmadd_ps(q, f, _mm512_set1_ps(2.402265076e-1f));
    q = _mm512_fmadd_ps(q, f, _mm512_set1_ps(6.931471880e-1f));
    return _mm512_scalef_ps(_mm512_fmadd_ps(q, f, _mm512_set1_ps(1.0f)), n);
  }
  // a / b to 2 units in the last place, b in [1, 2^126]: an estimate of 1 / b, and one step of Newton on the quotient.
  INFBENCH_INLINE F ratio(F a, F b) {
    const F r = _mm512_rcp14_ps(b);
    const F q = _mm512_mul_ps(a, r);
    return _mm512_fmadd_ps(_mm512_fnmadd_ps(q, b, a), r, q);
  }

  INFBENCH_INLINE F abs(F v) { return _mm512_abs_ps(v); }
  // To the nearest int32, ties to even.
  INFBENCH_INLINE I to_int(F v) { return _mm512_cvtps_epi32(v); }
  INFBENCH_INLINE I add_int(I a, I b) { return _mm512_add_epi32(a, b); }
  INFBENCH_INLINE int32_t sum_int(I v) { return _mm512_reduce_add_epi32(v); }
  // The largest lane of each of four vectors, and the sum of each. Pairs are folded side by side: lane i of the 128-bit
  // pieces ends as vector i's.
  INFBENCH_INLINE void largest_of_each(const F (&v)[4], float* to) {
    const F ab = max(_mm512_unpacklo_ps(v[0], v[1]), _mm512_unpackhi_ps(v[0], v[1]));
    const F cd = max(_mm512_unpacklo_ps(v[2], v[3]), _mm512_unpackhi_ps(v[2], v[3]));
    const F low = _mm512_shuffle_ps(ab, cd, 0x44), high = _mm512_shuffle_ps(ab, cd, 0xee);
    const F all = max(low, high);
    const __m256 half = _mm256_max_ps(_mm512_castps512_ps256(all), _mm512_extractf32x8_ps(all, 1));
    _mm_storeu_ps(to, _mm_max_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1)));
  }
  INFBENCH_INLINE void sums_of_each(const I (&v)[4], int32_t* to) {
    const I ab = add_int(_mm512_unpacklo_epi32(v[0], v[1]), _mm512_unpackhi_epi32(v[0], v[1]));
    const I cd = add_int(_mm512_unpacklo_epi32(v[2], v[3]), _mm512_unpackhi_epi32(v[2], v[3]));
    const I all = add_int(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
    const __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti32x8_epi32(all, 1));
    const __m128i sums = _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), sums);
  }
  // All lanes as int8; they fit.
  INFBENCH_INLINE void store_int8(int8_t* p, I v) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(v));
  }
  // The first n lanes as bf16, ties to even; NaN stays NaN.
  INFBENCH_INLINE void store_bf16(uint16_t* p, F v, int64_t n) {
    const __m512i bits = _mm512_castps_si512(v);
    const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
    const __mmask16 nan = _mm512_cmp_ps_mask(v, v, _CMP_UNORD_Q);
    const __m512i high = _mm512_mask_mov_epi32(_mm512_srli_epi32(rounded, 16), nan, _mm512_set1_epi32(0x7fc0));
    _mm512_mask_cvtepi32_storeu_epi16(p, mask(n), high);
  }

  // Words of memory, one word everywhere, and the floats of the two bf16 in each word.
  INFBENCH_INLINE I load_words(const void* p) { return _mm512_loadu_si512(p); }
  INFBENCH_INLINE I set_word(const void* p) {
    int32_t word;
    __builtin_memcpy(&word, p, sizeof word);
    return _mm512_set1_epi32(word);
  }
  INFBENCH_INLINE F low_bf16(I words) { return _mm512_castsi512_ps(_mm512_slli_epi32(words, 16)); }
  INFBENCH_INLINE F high_bf16(I words) {
    return _mm512_castsi512_ps(_mm512_and_si512(words, _mm512_set1_epi32(static_cast<int32_t>(0xffff0000))));
  }

  // Hides what v holds from the compiler.
  INFBENCH_INLINE void hide(F& v) { __asm__ volatile("" : "+v"(v)); }

  // Unsigned byte j of each word.
  INFBENCH_INLINE F byte(I words, int j) {
    const I shifted = _mm512_srli_epi32(words, static_cast<unsigned>(8 * j));
    return _mm512_cvtepi32_ps(_mm512_and_si512(shifted, _mm512_set1_epi32(255)));
  }

  INFBENCH_INLINE void prefetch_first(const void* p) {
    _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T0);
  }
  // Into the second-level cache only: what is for later must not push out what is in use.
  INFBENCH_INLINE void prefetch_second(const void* p) {
    _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T1);
  }
};

}  // namespace infbench::avx512
