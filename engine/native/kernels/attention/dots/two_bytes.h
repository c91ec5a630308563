// A factor of integer dot products as two bytes, x = 256 high + low, high signed and low signed: 15 bits, so that the error
// of a score is near 1e-5 of the largest. x is a float times 32512 / the largest magnitude.
#pragma once

#include <cstddef>

#include "../../vec_avx512.h"
#include "../kv/kv_layout.h"

namespace infbench::avx512 {

// 127 * 256, so that the high byte fits; less for long heads, so that a score fits in 31 bits.
constexpr float kMost = 32512;
INFBENCH_INLINE float most_of(int64_t dims) { return dims <= 512 ? kMost : kMost * 512 / static_cast<float>(dims); }

// How sums of products with a factor start, and what turns them into floats.
struct Factor {
  int32_t start;
  float scale;
};
constexpr int64_t kFactorWords = sizeof(Factor) / 4;

INFBENCH_INLINE Factor factor_at(const float* p) {
  Factor factor;
  __builtin_memcpy(&factor, p, sizeof factor);
  return factor;
}

// Splits floats times `to_int` into bytes and adds them up.
struct Splitter {
  __m512 to_int;
  __m512i sum = _mm512_setzero_si512();

  // most: what `largest` becomes. largest 0: all are 0.
  Splitter(float largest, float most) : to_int(Vec::set(most / largest > 3e38f ? 0 : most / largest)) {}

  INFBENCH_INLINE __m128i bytes(__m512i x) { return _mm512_cvtepi32_epi8(x); }
  void split(__m512 x, void* high_bytes, void* low_bytes) {
    const __m512i all = Vec::to_int(Vec::mul(x, to_int));
    sum = _mm512_add_epi32(sum, all);
    const __m512i high = _mm512_srai_epi32(_mm512_add_epi32(all, _mm512_set1_epi32(128)), 8);
    _mm_storeu_si128(static_cast<__m128i*>(high_bytes), bytes(high));
    _mm_storeu_si128(static_cast<__m128i*>(low_bytes), bytes(all));  // all - 256 high
  }
  Factor factor(float scale) const { return {-kKvZero * Vec::sum_int(sum), scale}; }
};

// `count` floats times `scale` as [Factor][high bytes][low bytes], each `bytes` long: zeros from `count` on.
static inline void split_row(const float* x, int64_t count, int64_t bytes, float scale, float* out) {
  const auto load = [&](int64_t at) { return Vec::load_n(x + at, count - at < 16 ? count - at : 16, Vec::zero()); };
  __m512 magnitude = Vec::zero();
  for (int64_t at = 0; at < count; at += 16) magnitude = Vec::max(magnitude, Vec::abs(load(at)));
  const float largest = Vec::largest(magnitude), most = most_of(count);
  Splitter splitter(largest, most);
  uint8_t* const high = reinterpret_cast<uint8_t*>(out + kFactorWords);
  for (int64_t at = 0; at < bytes; at += 16) {
    uint8_t pieces[2][16];
    splitter.split(load(at), pieces[0], pieces[1]);
    const size_t kept = static_cast<size_t>(bytes - at < 16 ? bytes - at : 16);
    __builtin_memcpy(high + at, pieces[0], kept);
    __builtin_memcpy(high + bytes + at, pieces[1], kept);
  }
  const Factor factor = splitter.factor(largest / most * scale);
  __builtin_memcpy(out, &factor, sizeof factor);
}

}  // namespace infbench::avx512
