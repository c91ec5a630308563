// What the kernels with dot products share: scores as base-2 logarithms, since the exponential is then 2^x. What it gives
// becomes 8 or 15 bits, so a polynomial of degree 3 will do: the exponential is what a head of 64 spends most on after
// the products themselves.
#pragma once

#include "../../vec_avx512.h"
#include "../tiles/softmax.h"
#include "../tiles/stored.h"
#include "../tiles/task.h"

namespace infbench::avx512 {

constexpr float kLog2e = 1.44269504088896341f;

// Lanes of group `group` that hold keys of `seen`.
INFBENCH_INLINE __mmask16 lanes_of(vector::KeyRange seen, int64_t group) {
  const int64_t first = seen.begin - group * kKvGroup, left = seen.end - group * kKvGroup;
  const uint32_t from = first > 0 ? 0xffffu << first : 0xffffu;
  const uint32_t to = left < 16 ? (1u << left) - 1 : 0xffffu;
  return static_cast<__mmask16>(from & to);
}

// each(group, lanes) for the groups of `seen`, in order; only the first and the last may lack lanes.
template <class Each>
INFBENCH_INLINE void each_group(vector::KeyRange seen, Each&& each) {
  const int64_t first = seen.begin / kKvGroup, last = (seen.end - 1) / kKvGroup;
  each(first, lanes_of(seen, first));
  for (int64_t g = first + 1; g < last; g++) each(g, static_cast<__mmask16>(0xffff));
  if (last > first) each(last, lanes_of(seen, last));
}

// 2^x for x <= 0, at least 2^-126; relative error 1e-4, and exact at 0. x = n + f with |f| <= 1/2; adding 1.5 * 2^23
// leaves n in the low bits of the sum, from where it moves to the exponent. Polynomial: least relative error with
// the constant term 1.
INFBENCH_INLINE __m512 power_of_2(__m512 x) {
  const __m512 magic = _mm512_set1_ps(12582912.0f);
  x = _mm512_max_ps(x, _mm512_set1_ps(-126.0f));
  const __m512 shifted = _mm512_add_ps(x, magic);
  const __m512 f = _mm512_sub_ps(x, _mm512_sub_ps(shifted, magic));
  __m512 p = _mm512_fmadd_ps(_mm512_set1_ps(0.0550089f), f, _mm512_set1_ps(0.2422110f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(0.6932829f));
  p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(1.0f));
  return _mm512_castsi512_ps(
      _mm512_add_epi32(_mm512_castps_si512(p), _mm512_slli_epi32(_mm512_castps_si512(shifted), 23)));
}

// What queries are multiplied by so that scores are base-2 logarithms; with a softcap, so that they are its argument.
static inline float query_scale(const AttentionArgs& args) {
  return args.softcap > 0 ? args.scale / args.softcap : args.scale * kLog2e;
}

// The softcap over groups [first, last) of a row's scores, and the largest score in `seen`.
static inline float cap_and_find(float* scores, vector::KeyRange seen, int64_t first, int64_t last, float softcap) {
  if (softcap > 0) {
    const __m512 factor = Vec::set(softcap * kLog2e);
    for (int64_t g = first; g < last; g++) {
      float* const at = scores + g * kKvGroup;
      Vec::store(at, Vec::mul(vector::capped<Vec>(Vec::load(at), 1.0f), factor));
    }
  }
  __m512 best = Vec::set(-__builtin_inff());
  each_group(seen, [&](int64_t g, __mmask16 lanes) __attribute__((always_inline)) {
    best = _mm512_mask_max_ps(best, lanes, best, Vec::load(scores + g * kKvGroup));
  });
  return Vec::largest(best);
}

// Probabilities take half the room of scores: 32 bytes a group, from the start of the row. Zero in the groups of `range`
// outside [first, last).
static inline void clear_groups(float* scores, vector::KeyRange range, int64_t first, int64_t last) {
  __m256i* const p = reinterpret_cast<__m256i*>(scores);
  const int64_t end = (range.end + kKvGroup - 1) / kKvGroup;
  for (int64_t g = range.begin / kKvGroup; g < end; g++) {
    if (g < first || g >= last) _mm256_storeu_si256(p + g, _mm256_setzero_si256());
  }
}

}  // namespace infbench::avx512
