// Four floats (NEON of ARMv8.2): see vec_avx512.h. Included by files compiled for that set only.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#define INFBENCH_INLINE static inline __attribute__((always_inline))

namespace infbench::neon {

struct Vec {
  using F = float32x4_t;
  using I = int32x4_t;
  static constexpr int lanes = 4;

  // All bits set in the first n of the lanes, n in 0..4.
  INFBENCH_INLINE uint32x4_t mask(int64_t n) {
    const int32x4_t places = {0, 1, 2, 3};
    return vcltq_s32(places, vdupq_n_s32(static_cast<int32_t>(n)));
  }

  INFBENCH_INLINE F zero() { return vdupq_n_f32(0); }
  INFBENCH_INLINE F set(float x) { return vdupq_n_f32(x); }
  INFBENCH_INLINE F load(const float* p) { return vld1q_f32(p); }
  INFBENCH_INLINE void store(float* p, F v) { vst1q_f32(p, v); }
  // Touches n floats only; the other lanes are `rest`.
  INFBENCH_INLINE F load_n(const float* p, int64_t n, F rest) {
    if (n >= lanes) return load(p);
    if (n > 0) rest = vsetq_lane_f32(p[0], rest, 0);
    if (n > 1) rest = vsetq_lane_f32(p[1], rest, 1);
    if (n > 2) rest = vsetq_lane_f32(p[2], rest, 2);
    return rest;
  }
  INFBENCH_INLINE void store_n(float* p, F v, int64_t n) {
    if (n >= lanes) return store(p, v);
    if (n > 0) p[0] = vgetq_lane_f32(v, 0);
    if (n > 1) p[1] = vgetq_lane_f32(v, 1);
    if (n > 2) p[2] = vgetq_lane_f32(v, 2);
  }
  // Keeps the first n lanes, zero elsewhere.
  INFBENCH_INLINE F first(F v, int64_t n) {
    return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(v), mask(n)));
  }

  INFBENCH_INLINE F add(F a, F b) { return vaddq_f32(a, b); }
  INFBENCH_INLINE F sub(F a, F b) { return vsubq_f32(a, b); }
  INFBENCH_INLINE F mul(F a, F b) { return vmulq_f32(a, b); }
  INFBENCH_INLINE F div(F a, F b) { return vdivq_f32(a, b); }
  INFBENCH_INLINE F ratio(F a, F b) { return vdivq_f32(a, b); }
  // b where either is NaN, as on x86; vmaxq would give NaN.
  INFBENCH_INLINE F max(F a, F b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
  INFBENCH_INLINE F fma(F a, F b, F c) { return vfmaq_f32(c, a, b); }
  // c - a b
  INFBENCH_INLINE F fnma(F a, F b, F c) { return vfmsq_f32(c, a, b); }

  // A fixed tree of additions, so the same lanes give the same bits.
  INFBENCH_INLINE float sum(F v) { return vaddvq_f32(v); }
  INFBENCH_INLINE float largest(F v) { return vmaxvq_f32(v); }
  // A bit per lane where a == b.
  INFBENCH_INLINE uint32_t equal(F a, F b) {
    const uint32x4_t bits = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(vceqq_f32(a, b), bits));
  }

  // (a0 b0 a1 b1) -> (b0 a0 b1 a1)
  INFBENCH_INLINE F swap_pairs(F v) { return vrev64q_f32(v); }
  // Negates lanes 0 and 2.
  INFBENCH_INLINE F negate_even(F v) {
    const uint32x4_t signs = {0x80000000u, 0, 0x80000000u, 0};
    return vreinterpretq_f32_u32(veorq_u32(vreinterpretq_u32_f32(v), signs));
  }
  // p[0] p[0] p[1] p[1] of the first n pairs, n in 0..2.
  INFBENCH_INLINE F load_doubled(const float* p, int64_t n) {
    const F v = load_n(p, n, zero());
    return vzip1q_f32(v, v);
  }

  // As in vec_avx2.h.
  INFBENCH_INLINE F exp(F x) {
    const uint32x4_t normal = vcgeq_f32(x, set(-87.3f));
    x = vminq_f32(max(x, set(-87.3f)), set(88.3f));
    const F n = vrndnq_f32(mul(x, set(1.44269504088896341f)));
    F r = fnma(n, set(0.693359375f), x);
    r = fnma(n, set(-2.12194440e-4f), r);
    F p = set(1.9875691500e-4f);
    p = fma(p, r, set(1.3981999507e-3f));
    p = fma(p, r, set(8.3334519073e-3f));
    p = fma(p, r, set(4.1665795894e-2f));
    p = fma(p, r, set(1.6666665459e-1f));
    p = fma(p, r, set(5.0000001201e-1f));
    p = fma(p, mul(r, r), add(r, set(1.0f)));
    const int32x4_t power = vshlq_n_s32(vaddq_s32(vcvtq_s32_f32(n), vdupq_n_s32(127)), 23);
    const F y = mul(p, vreinterpretq_f32_s32(power));
    return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(y), normal));
  }

  INFBENCH_INLINE F abs(F v) { return vabsq_f32(v); }
  // To the nearest int32, ties to even.
  INFBENCH_INLINE I to_int(F v) { return vcvtnq_s32_f32(v); }
  INFBENCH_INLINE I add_int(I a, I b) { return vaddq_s32(a, b); }
  INFBENCH_INLINE int32_t sum_int(I v) { return vaddvq_s32(v); }
  // The largest lane of each of four vectors, and the sum of each.
  INFBENCH_INLINE void largest_of_each(const F (&v)[4], float* to) {
    for (int i = 0; i < 4; i++) to[i] = largest(v[i]);
  }
  INFBENCH_INLINE void sums_of_each(const I (&v)[4], int32_t* to) {
    for (int i = 0; i < 4; i++) to[i] = sum_int(v[i]);
  }
  // All lanes as int8; they fit.
  INFBENCH_INLINE void store_int8(int8_t* p, I v) {
    const int16x4_t words = vmovn_s32(v);
    const int8x8_t bytes = vmovn_s16(vcombine_s16(words, words));
    const int32_t four = vget_lane_s32(vreinterpret_s32_s8(bytes), 0);
    __builtin_memcpy(p, &four, sizeof four);
  }
  // The first n lanes as bf16, ties to even; NaN stays NaN.
  INFBENCH_INLINE void store_bf16(uint16_t* p, F v, int64_t n) {
    const uint32x4_t bits = vreinterpretq_u32_f32(v);
    const uint32x4_t odd = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
    const uint32x4_t rounded = vaddq_u32(bits, vaddq_u32(odd, vdupq_n_u32(0x7fff)));
    const uint32x4_t high = vbslq_u32(vceqq_f32(v, v), vshrq_n_u32(rounded, 16), vdupq_n_u32(0x7fc0));
    const uint16x4_t words = vmovn_u32(high);
    if (n >= lanes) return vst1_u16(p, words);
    if (n > 0) p[0] = vget_lane_u16(words, 0);
    if (n > 1) p[1] = vget_lane_u16(words, 1);
    if (n > 2) p[2] = vget_lane_u16(words, 2);
  }

  // Words of memory, one word everywhere, and the floats of the two bf16 in each word.
  INFBENCH_INLINE I load_words(const void* p) { return vreinterpretq_s32_u8(vld1q_u8(static_cast<const uint8_t*>(p))); }
  INFBENCH_INLINE I set_word(const void* p) {
    int32_t word;
    __builtin_memcpy(&word, p, sizeof word);
    return vdupq_n_s32(word);
  }
  INFBENCH_INLINE F low_bf16(I words) { return vreinterpretq_f32_s32(vshlq_n_s32(words, 16)); }
  INFBENCH_INLINE F high_bf16(I words) {
    return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_s32(words), vdupq_n_u32(0xffff0000u)));
  }

  // Unsigned byte j of each word.
  INFBENCH_INLINE F byte(I words, int j) {
    const uint32x4_t shifted = vshlq_u32(vreinterpretq_u32_s32(words), vdupq_n_s32(-8 * j));
    return vcvtq_f32_u32(vandq_u32(shifted, vdupq_n_u32(255)));
  }

  // Hides what v holds from the compiler.
  INFBENCH_INLINE void hide(F& v) { __asm__ volatile("" : "+w"(v)); }

  INFBENCH_INLINE void prefetch_first(const void* p) { __builtin_prefetch(p, 0, 3); }
  // Into the second-level cache only: what is for later must not push out what is in use.
  INFBENCH_INLINE void prefetch_second(const void* p) { __builtin_prefetch(p, 0, 2); }
};

}  // namespace infbench::neon
