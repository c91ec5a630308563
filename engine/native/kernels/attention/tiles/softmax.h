// Scores of a row in a split to exp(score - largest).
#pragma once

#include "state.h"
#include "split.h"

namespace infbench::vector {

// cap tanh(x / cap) = cap (1 - 2 / (1 + exp(2 x / cap)))
template <class V>
INFBENCH_INLINE typename V::F capped(typename V::F x, float cap) {
  const typename V::F one = V::set(1.0f);
  const typename V::F e = V::exp(V::mul(x, V::set(2 / cap)));
  return V::mul(V::set(cap), V::sub(one, V::div(V::set(2.0f), V::add(one, e))));
}

// Keys before `begin` in the vectors of [begin, ..) get no weight.
static inline void hide_before(float* scores, int64_t begin) {
  for (int64_t key = begin / kKvGroup * kKvGroup; key < begin; key++) scores[key] = -__builtin_inff();
}

// Zero in the groups of `range` that hold no key in [begin, end), whole groups of 16.
template <class V>
void clear_outside(float* scores, int64_t begin, int64_t end, KeyRange range) {
  for (int64_t i = range.begin / kKvGroup * kKvGroup; i < begin; i += V::lanes) V::store(scores + i, V::zero());
  for (int64_t i = end; i < range.end; i += V::lanes) V::store(scores + i, V::zero());
}

// In place over keys [seen.begin, seen.end), zero in the rest of the groups of `range`.
template <class V>
Weighed exponentials(float* scores, KeyRange seen, KeyRange range, float softcap) {
  using F = typename V::F;
  if (seen.begin >= seen.end) {
    clear_outside<V>(scores, range.end, range.end, range);
    return {};
  }
  const int64_t begin = seen.begin / kKvGroup * kKvGroup;
  const int64_t end = (seen.end + V::lanes - 1) / V::lanes * V::lanes;
  if (softcap > 0) {
    for (int64_t i = begin; i < end; i += V::lanes) V::store(scores + i, capped<V>(V::load(scores + i), softcap));
  }
  hide_before(scores, seen.begin);
  const F lowest = V::set(-__builtin_inff());
  F best = lowest;
  for (int64_t i = begin; i < seen.end; i += V::lanes) {
    const int64_t left = seen.end - i;
    best = V::max(best, V::load_n(scores + i, left < V::lanes ? left : V::lanes, lowest));
  }
  const float largest = V::largest(best);
  const F shift = V::set(largest);
  F sum = V::zero();
  for (int64_t i = begin; i < seen.end; i += V::lanes) {
    const int64_t left = seen.end - i;
    const F p = V::first(V::exp(V::sub(V::load(scores + i), shift)), left < V::lanes ? left : V::lanes);
    V::store(scores + i, p);
    sum = V::add(sum, p);
  }
  clear_outside<V>(scores, begin, end, range);
  return {largest, V::sum(sum)};
}

}  // namespace infbench::vector
