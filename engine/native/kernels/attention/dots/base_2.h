// What the kernels with dot products share: scores as base-2 logarithms, since the exponential is then 2^x. What it gives
// becomes 8 or 15 bits, so a polynomial of degree 3 will do: the exponential is what a head of 64 spends most on after
// the products themselves. V: vectors with the members of lanes_*.h.
#pragma once

#include "../tiles/softmax.h"
#include "../tiles/stored.h"
#include "../tiles/task.h"

namespace infbench::vector {

constexpr float kLog2e = 1.44269504088896341f;

// each(v, lanes) for the vectors of the groups that hold keys of `seen`, in order; only in the first and the last group may
// lanes lack.
template <class V, class Each>
INFBENCH_INLINE void each_vector(KeyRange seen, Each&& each) {
  constexpr int64_t kPer = kKvGroup / V::lanes;
  const int64_t first = seen.begin / kKvGroup, last = (seen.end - 1) / kKvGroup;
  const auto group = [&](int64_t g) __attribute__((always_inline)) {
    for (int64_t v = g * kPer; v < (g + 1) * kPer; v++) {
      each(v, V::between(seen.begin - v * V::lanes, seen.end - v * V::lanes));
    }
  };
  group(first);
  for (int64_t v = (first + 1) * kPer; v < last * kPer; v++) each(v, V::all());
  if (last > first) group(last);
}

// 2^x for x <= 0, at least 2^-126; relative error 1e-4, and exact at 0. x = n + f with |f| <= 1/2; adding 1.5 * 2^23
// leaves n in the low bits of the sum, from where it moves to the exponent. Polynomial: least relative error with
// the constant term 1.
template <class V>
INFBENCH_INLINE typename V::F power_of_2(typename V::F x) {
  const auto magic = V::set(12582912.0f);
  x = V::max(x, V::set(-126.0f));
  const auto shifted = V::add(x, magic);
  const auto f = V::sub(x, V::sub(shifted, magic));
  auto p = V::fma(V::set(0.0550089f), f, V::set(0.2422110f));
  p = V::fma(p, f, V::set(0.6932829f));
  p = V::fma(p, f, V::set(1.0f));
  return V::add_exponent(p, shifted);
}

// What queries are multiplied by so that scores are base-2 logarithms; with a softcap, so that they are its argument.
static inline float query_scale(const AttentionArgs& args) {
  return args.softcap > 0 ? args.scale / args.softcap : args.scale * kLog2e;
}

// The softcap over groups [first, last) of a row's scores, and the largest score in `seen`.
template <class V>
INFBENCH_INLINE float cap_and_find(float* scores, KeyRange seen, int64_t first, int64_t last, float softcap) {
  if (softcap > 0) {
    const auto factor = V::set(softcap * kLog2e);
    for (float* at = scores + first * kKvGroup; at < scores + last * kKvGroup; at += V::lanes) {
      V::store(at, V::mul(capped<V>(V::load(at), 1.0f), factor));
    }
  }
  auto best = V::set(-__builtin_inff());
  each_vector<V>(seen, [&](int64_t v, typename V::Some lanes) __attribute__((always_inline)) {
    best = V::max_of(lanes, best, V::load(scores + v * V::lanes));
  });
  return V::largest(best);
}

// Probabilities take half the room of scores: 32 bytes a group, from the start of the row. Zero in the groups of `range`
// outside [first, last).
static inline void clear_groups(float* scores, KeyRange range, int64_t first, int64_t last) {
  const int64_t end = (range.end + kKvGroup - 1) / kKvGroup;
  for (int64_t g = range.begin / kKvGroup; g < end; g++) {
    if (g < first || g >= last) __builtin_memset(scores + g * (kKvGroup / 2), 0, 2 * kKvGroup);
  }
}

}  // namespace infbench::vector
