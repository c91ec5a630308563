// Attention in f32 arithmetic for every type of keys and values: stored numbers become floats as they are loaded.
//
// Scores: lanes are keys, the sum over dimensions is one chain of fused multiply-adds per score. Weighted sum of values:
// lanes are dimensions, one chain over keys.
#pragma once

#include "softmax.h"
#include "stored.h"
#include "task.h"

namespace infbench::vector {

template <class Vec, KvType Type>
struct Wide {
  using V = Vec;
  using F = typename V::F;
  using From = Stored<V, Type>;
  static constexpr int kTileRows = 6;
  static constexpr int kPer = kKvGroup / V::lanes;  // vectors in a group or line

  static F power(F x) { return V::exp(x); }

  static void pack(const AttentionArgs& args, const float* q, float* out) {
    const int64_t dims = args.shape.head_dim, filled = args.shape.key_lines() * From::packed;
    for (int64_t d = 0; d < dims; d++) out[d] = q[d];
    for (int64_t d = dims; d < filled; d++) out[d] = 0;
  }

  // scores[r][16 group ..] = scale * q[r] . k for `Groups` groups.
  template <int Rows, int Groups, bool Fetch>
  static void score_groups(const Tile& tile, int64_t group, const AttentionArgs& args, float* scores) {
    const uint8_t* const* const keys = tile.split.keys(group);
    F sums[Rows][Groups * kPer];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
      for (int i = 0; i < Groups * kPer; i++) sums[r][i] = V::zero();
    }
    const int64_t lines = args.shape.key_lines();
    for (int64_t line = 0; line < lines; line++) {
#pragma GCC unroll 4
      for (int i = 0; Fetch && i < Groups; i++) fetch_line<V>(tile.split, line_of(keys[tile.split.ahead + i], line));
#pragma GCC unroll 4
      for (int j = 0; j < From::packed; j++) {
        F k[Groups * kPer];
#pragma GCC unroll 16
        for (int i = 0; i < Groups * kPer; i++) {
          k[i] = From::load(line_of(keys[i / kPer], line) + i % kPer * V::lanes, j);
        }
#pragma GCC unroll 8
        for (int r = 0; r < Rows; r++) {
          const F q = V::set(tile.q[r][line * From::packed + j]);
#pragma GCC unroll 16
          for (int i = 0; i < Groups * kPer; i++) sums[r][i] = V::fma(q, k[i], sums[r][i]);
        }
      }
    }
    const F scale = V::set(args.scale);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
      for (int i = 0; i < Groups * kPer; i++) {
        const F scaled = V::mul(sums[r][i], scale);
        V::store(scores + r * kAttentionSplit + group * kKvGroup + i * V::lanes,
                 From::scaled(scaled, line_of(keys[i / kPer], lines) + i % kPer * V::lanes));
      }
    }
  }

  template <int Rows, bool Fetch>
  static void score(const Tile& tile, KeyRange range, const AttentionArgs& args, const State& state) {
    constexpr int kGroupsAtOnce = V::lanes == 16 ? 4 : 1;
    const int64_t end = (range.end + kKvGroup - 1) / kKvGroup;
    int64_t group = range.begin / kKvGroup;
    for (; group + kGroupsAtOnce <= end; group += kGroupsAtOnce) {
      score_groups<Rows, kGroupsAtOnce, Fetch>(tile, group, args, state.scores);
    }
    for (; group < end; group++) score_groups<Rows, 1, Fetch>(tile, group, args, state.scores);
  }

  static Weighed weigh(const Tile& tile, int r, KeyRange range, const AttentionArgs& args, const State& state) {
    float* const scores = state.scores + r * kAttentionSplit;
    const Weighed weighed = exponentials<V>(scores, tile.seen[r], range, args.softcap);
    if constexpr (Type == KvType::int8) {
      for (int64_t key = tile.seen[r].begin / kKvGroup * kKvGroup; key < tile.seen[r].end; key += V::lanes) {
        const uint8_t* const group = *tile.split.values(key / kKvGroup);
        const int64_t left = tile.seen[r].end - key;
        const F p = From::scaled(V::load(scores + key), line_of(group, args.shape.value_lines()) + key % kKvGroup);
        V::store(scores + key, V::first(p, left < V::lanes ? left : V::lanes));
      }
    }
    return weighed;
  }

  // mixed[r][16 line ..] for `Vecs` vectors from vector `vec` of a token on.
  template <int Rows, int Vecs, bool Fetch>
  static void mix_vectors(const Tile& tile, KeyRange range, int64_t vec, const State& state) {
    F sums[Rows][Vecs];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
      for (int i = 0; i < Vecs; i++) sums[r][i] = V::zero();
    }
    const int64_t words = state.padded;  // of `packed` tokens
    for (int64_t key = range.begin / From::packed * From::packed; key < range.end; key += From::packed) {
      const uint8_t* const* const values = tile.split.values(key / kKvGroup);
      const int64_t at = key % kKvGroup / From::packed * words + vec * V::lanes;
#pragma GCC unroll 4
      for (int i = 0; Fetch && i < Vecs; i += kPer) fetch_line<V>(tile.split, word_of(values[tile.split.ahead], at + i * V::lanes));
#pragma GCC unroll 4
      for (int j = 0; j < From::packed; j++) {
        if (From::packed > 1 && key + j >= range.end) break;  // not written yet, may be NaN
        F v[Vecs];
#pragma GCC unroll 4
        for (int i = 0; i < Vecs; i++) v[i] = From::load(word_of(values[0], at + i * V::lanes), j);
#pragma GCC unroll 8
        for (int r = 0; r < Rows; r++) {
          const F p = V::set(state.scores[r * kAttentionSplit + key + j]);
#pragma GCC unroll 4
          for (int i = 0; i < Vecs; i++) sums[r][i] = V::fma(p, v[i], sums[r][i]);
        }
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
      for (int i = 0; i < Vecs; i++) V::store(state.mixed + r * state.padded + (vec + i) * V::lanes, sums[r][i]);
    }
  }

  // All dimensions, as many vectors at a time as registers allow.
  template <int Rows, bool Fetch>
  static void mix(const Tile& tile, KeyRange range, const AttentionArgs&, const State& state) {
    constexpr int kWide = V::lanes == 8 ? 2 : 4;
    const int64_t vectors = state.padded / V::lanes;
    int64_t vec = 0;
    for (; vec + kWide <= vectors; vec += kWide) mix_vectors<Rows, kWide, Fetch>(tile, range, vec, state);
    for (; vec + 2 <= vectors; vec += 2) mix_vectors<Rows, 2, Fetch>(tile, range, vec, state);
    for (; vec < vectors; vec++) mix_vectors<Rows, 1, Fetch>(tile, range, vec, state);
  }
};

}  // namespace infbench::vector
