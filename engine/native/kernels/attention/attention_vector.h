// Attention over vectors of one instruction set; arithmetic and layout: attention.h.
//
// A task walks the splits of its keys; within a split, tiles of up to six query rows. Scores: lanes are keys, the sum
// over dimensions is one chain of fused multiply-adds per score. Weighted sum of V: lanes are dimensions, one chain
// over keys. The first tile of a split finds keys and values in memory and fetches ahead: pages are runs of 4 to 8
// KiB, too short for the hardware's streams to get going.
#pragma once

#include "attention.h"

namespace infbench::vector {

constexpr int64_t kMaxTileRows = 6;
constexpr int64_t kGroups = kAttentionSplit / 16;  // groups of 16 keys in a split

// Where the keys of a split lie: a pointer per group of 16.
struct SplitKeys {
  const float* k[kGroups];  // [dims][16]
  const float* v[kGroups];  // [16][value_dims]
  int64_t dims, value_dims;
};

// Working memory of a task.
struct State {
  float* sums;     // [rows][padded]: weighted sum of V so far
  float* largest;  // [rows]
  float* totals;   // [rows]: sum of exponentials so far
  float* scores;   // [tile rows][kAttentionSplit]
  float* mixed;    // [tile rows][padded]: weighted sum of this split
  int64_t padded;
};

// Keys ahead of the one in use that the weighted sum fetches.
constexpr int64_t kKeysAhead = 128;

// What to fetch while scoring: the same lines of the groups two tiles on, past the last group values. Into the second
// level: the first level has too few places for misses to keep memory busy.
static inline const float* ahead_of(const SplitKeys& keys, int64_t group, int64_t groups) {
  if (group < groups) return keys.k[group];
  return keys.v[group - groups < groups ? group - groups : 0];
}

// scores[r][16 g ..] = scale * q[r] . k for `Groups` groups.
template <class V, int Rows, int Groups, bool Fetch>
void score(const SplitKeys& keys, int64_t group, int64_t groups, const float* const* q, float scale, float* scores) {
  constexpr int kPer = 16 / V::lanes;
  const float* ahead[Groups];
  for (int i = 0; Fetch && i < Groups; i++) ahead[i] = ahead_of(keys, group + 2 * Groups + i, groups);
  typename V::F sums[Rows][Groups * kPer];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 8
    for (int i = 0; i < Groups * kPer; i++) sums[r][i] = V::zero();
  }
  for (int64_t d = 0; d < keys.dims; d++) {
    typename V::F queries[Rows];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) queries[r] = V::set(q[r][d]);
#pragma GCC unroll 4
    for (int i = 0; Fetch && i < Groups; i++) V::prefetch_second(ahead[i] + d * 16);
#pragma GCC unroll 8
    for (int i = 0; i < Groups * kPer; i++) {
      const typename V::F k = V::load(keys.k[group + i / kPer] + d * 16 + i % kPer * V::lanes);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) sums[r][i] = V::fma(queries[r], k, sums[r][i]);
    }
  }
  const typename V::F scales = V::set(scale);
#pragma GCC unroll 8
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 8
    for (int i = 0; i < Groups * kPer; i++) {
      V::store(scores + r * kAttentionSplit + group * 16 + i * V::lanes, V::mul(sums[r][i], scales));
    }
  }
}

// Scores of the first `count` keys to exp(score - largest); zero up to `end`. Gives the largest score and the sum.
template <class V>
void exponentials(float* scores, int64_t count, int64_t end, float* largest, float* total) {
  using F = typename V::F;
  const F lowest = V::set(-__builtin_inff());
  F best = lowest;
  for (int64_t i = 0; i < count; i += V::lanes) {
    best = V::max(best, V::load_n(scores + i, count - i < V::lanes ? count - i : V::lanes, lowest));
  }
  *largest = V::largest(best);
  const F shift = V::set(*largest);
  F sum = V::zero();
  for (int64_t i = 0; i < count; i += V::lanes) {
    const int64_t n = count - i < V::lanes ? count - i : V::lanes;
    const F p = V::first(V::exp(V::sub(V::load(scores + i), shift)), n);
    V::store(scores + i, p);
    sum = V::add(sum, p);
  }
  for (int64_t i = (count + V::lanes - 1) / V::lanes * V::lanes; i < end; i += V::lanes) {
    V::store(scores + i, V::zero());
  }
  *total = V::sum(sum);
}

// mixed[r][d ..] = sum over the first `count` keys of p[r][key] v[key].
template <class V, int Rows, int Vecs, bool Fetch>
void mix(const SplitKeys& keys, int64_t count, int64_t d, const State& state) {
  typename V::F sums[Rows][Vecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
    for (int i = 0; i < Vecs; i++) sums[r][i] = V::zero();
  }
  for (int64_t key = 0; key < count; key++) {
    const float* row = keys.v[key / 16] + key % 16 * keys.value_dims + d;
    if (Fetch && key + kKeysAhead < count) {
      const float* later = keys.v[(key + kKeysAhead) / 16] + key % 16 * keys.value_dims + d;
#pragma GCC unroll 4
      for (int i = 0; i < Vecs; i++) V::prefetch_second(later + i * V::lanes);
    }
    typename V::F p[Rows];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) p[r] = V::set(state.scores[r * kAttentionSplit + key]);
#pragma GCC unroll 4
    for (int i = 0; i < Vecs; i++) {
      const typename V::F v = V::load(row + i * V::lanes);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) sums[r][i] = V::fma(p[r], v, sums[r][i]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
    for (int i = 0; i < Vecs; i++) V::store(state.mixed + r * state.padded + d + i * V::lanes, sums[r][i]);
  }
}

// All dimensions, as many vectors at a time as registers allow.
template <class V, int Rows, bool Fetch>
void mix_all(const SplitKeys& keys, int64_t count, const State& state) {
  constexpr int kWide = V::lanes == 16 ? 4 : 2;
  int64_t d = 0;
  for (; d + kWide * V::lanes <= keys.value_dims; d += kWide * V::lanes) {
    mix<V, Rows, kWide, Fetch>(keys, count, d, state);
  }
  if constexpr (kWide == 4) {
    if (d + 2 * V::lanes <= keys.value_dims) {
      mix<V, Rows, 2, Fetch>(keys, count, d, state);
      d += 2 * V::lanes;
    }
  }
  for (; d < keys.value_dims; d += V::lanes) mix<V, Rows, 1, Fetch>(keys, count, d, state);
}

}  // namespace infbench::vector
