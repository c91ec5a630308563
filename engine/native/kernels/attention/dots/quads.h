// int8 keys and values with dot products of four bytes (V::dot: unsigned by signed, exact in int32).
//
// The other factor, a query or probabilities times the scales of their values, is a 16-bit integer in two bytes
// (two_bytes.h): two dot products of a line take as long as those of bf16 keys, which take two lines. Stored bytes are
// the value plus 128, so sums start at -128 times the sum of the other factor.
#pragma once

#include "base_2.h"
#include "two_bytes.h"

namespace infbench::vector {

template <class Vec>
struct Quads {
  using V = Vec;
  using F = typename V::F;
  using I = typename V::I;
  // As many sums as registers allow: 32 of 512 bits, 16 of 256.
  static constexpr bool kMany = V::lanes == 16;
  static constexpr int kTileRows = kMany ? 6 : 3;
  static constexpr int kPer = kKvGroup / V::lanes;  // vectors in a group or line

  INFBENCH_INLINE F power(F x) { return power_of_2<V>(x); }

  static void pack(const AttentionArgs& args, const float* q, float* out) {
    split_row<V>(q, args.shape.head_dim, 4 * args.shape.key_lines(), query_scale(args), out);
  }

  template <int Rows, int Groups, bool Fetch>
  static void score_groups(const Tile& tile, int64_t group, const AttentionArgs& args, float* scores) {
    const uint8_t* const* const keys = tile.split.keys(group);
    const int64_t lines = args.shape.key_lines();
    constexpr int kVecs = Groups * kPer;
    I high[Rows][kVecs], low[Rows][kVecs];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
      const Factor factor = factor_at(tile.q[r]);
#pragma GCC unroll 8
      for (int i = 0; i < kVecs; i++) {
        high[r][i] = V::set_int(0);
        low[r][i] = V::set_int(factor.start);
      }
    }
    int64_t line = 0;
    for (int part = 0; part < Groups; part++) {
      const uint8_t* next = keys[tile.split.ahead + part];
      for (const int64_t end = (part + 1) * lines / Groups; line < end; line++) {
        if (Fetch) fetch_lines<V, Groups>(tile.split, next);
        I k[kVecs];
#pragma GCC unroll 8
        for (int i = 0; i < kVecs; i++) k[i] = V::load_words(line_of(keys[i / kPer], line) + i % kPer * V::lanes);
#pragma GCC unroll 8
        for (int r = 0; r < Rows; r++) {
          const I q_high = V::set_word(tile.q[r] + kFactorWords + line);
          const I q_low = V::set_word(tile.q[r] + kFactorWords + lines + line);
#pragma GCC unroll 8
          for (int i = 0; i < kVecs; i++) {
            V::dot(high[r][i], k[i], q_high);
            V::dot(low[r][i], k[i], q_low);
          }
        }
      }
    }
#pragma GCC unroll 8
    for (int i = 0; i < kVecs; i++) {
      if (Fetch && i % kPer == 0) fetch_line<V>(tile.split, line_of(keys[tile.split.ahead + i / kPer], lines));
      const F key_scales = V::load(line_of(keys[i / kPer], lines) + i % kPer * V::lanes);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) {
        const F scale = V::mul(V::set(factor_at(tile.q[r]).scale), key_scales);
        V::store(scores + r * kAttentionSplit + group * kKvGroup + i * V::lanes, V::mul(V::joined(high[r][i], low[r][i]), scale));
      }
    }
  }

  template <int Rows, bool Fetch>
  static void score(const Tile& tile, KeyRange range, const AttentionArgs& args, const State& state) {
    constexpr int kGroupsAtOnce = kMany ? (Rows <= 3 ? 4 : 2) : (Rows == 1 ? 2 : 1);
    const int64_t end = (range.end + kKvGroup - 1) / kKvGroup;
    int64_t group = range.begin / kKvGroup;
    for (; group + kGroupsAtOnce <= end; group += kGroupsAtOnce) {
      score_groups<Rows, kGroupsAtOnce, Fetch>(tile, group, args, state.scores);
    }
    for (; group < end; group++) score_groups<Rows, 1, Fetch>(tile, group, args, state.scores);
  }

  // A row's probabilities times the scales of their values: 16 high and 16 low bytes a group, and the Factor behind them.
  static constexpr int64_t kFactorAt = kGroups * 8;

  static Weighed weigh(const Tile& tile, int r, KeyRange range, const AttentionArgs& args, const State& state) {
    float* const scores = state.scores + r * kAttentionSplit;
    const KeyRange seen = tile.seen[r];
    if (seen.begin >= seen.end) {
      clear_groups(scores, range, kGroups, kGroups);
      __builtin_memset(scores + kFactorAt, 0, sizeof(Factor));
      return {};
    }
    const int64_t first = seen.begin / kKvGroup, last = (seen.end + kKvGroup - 1) / kKvGroup;
    const float largest = cap_and_find<V>(scores, seen, first, last, args.softcap);
    const F shift = V::set(largest);
    F total = V::zero(), most = V::zero();
    each_vector<V>(seen, [&](int64_t v, typename V::Some lanes) __attribute__((always_inline)) {
      float* const at = scores + v * V::lanes;
      const F p = V::keep(lanes, power(V::sub(V::load(at), shift)));
      total = V::add(total, p);
      const float* const scales = line_of(*tile.split.values(v / kPer), args.shape.value_lines()) + v % kPer * V::lanes;
      const F weight = V::keep(lanes, V::mul(p, V::load(scales)));
      most = V::max(most, weight);
      V::store(at, weight);
    });
    const float heaviest = V::largest(most);
    Splitter<V> splitter(heaviest, kMost);
    uint8_t* const bytes = reinterpret_cast<uint8_t*>(scores);
    for (int64_t v = first * kPer; v < last * kPer; v++) {
      uint8_t* const at = bytes + v / kPer * 32 + v % kPer * V::lanes;
      splitter.split(V::load(scores + v * V::lanes), at, at + 16);
    }
    const Factor factor = splitter.factor(heaviest / kMost);
    __builtin_memcpy(scores + kFactorAt, &factor, sizeof factor);
    clear_groups(scores, range, first, last);
    return {largest, V::sum(total)};
  }

  template <int Rows, int Vecs, bool Fetch>
  static void mix_vectors(const Tile& tile, KeyRange range, int64_t vec, const AttentionArgs& args, const State& state) {
    I high[Rows][Vecs], low[Rows][Vecs];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
      const Factor factor = factor_at(state.scores + r * kAttentionSplit + kFactorAt);
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) {
        high[r][i] = V::set_int(0);
        low[r][i] = V::set_int(factor.start);
      }
    }
    for (int64_t key = range.begin / 4 * 4; key < range.end; key += 4) {
      const uint8_t* const* const values = tile.split.values(key / kKvGroup);
      const int64_t at = key % kKvGroup / 4 * state.padded + vec * V::lanes;
      if (Fetch && key % kKvGroup == 0) fetch_line<V>(tile.split, line_of(values[tile.split.ahead], args.shape.value_lines()));
      const float* const p = state.scores + key / kKvGroup * 8 + key % kKvGroup / 4;
      I v[Vecs];
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) {
        if (Fetch && i % kPer == 0) fetch_line<V>(tile.split, word_of(values[tile.split.ahead], at + i * V::lanes));
        v[i] = V::load_words(word_of(values[0], at + i * V::lanes));
      }
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) {
        const I p_high = V::set_word(p + r * kAttentionSplit);
        const I p_low = V::set_word(p + r * kAttentionSplit + 4);
#pragma GCC unroll 8
        for (int i = 0; i < Vecs; i++) {
          V::dot(high[r][i], v[i], p_high);
          V::dot(low[r][i], v[i], p_low);
        }
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
      const F scale = V::set(factor_at(state.scores + r * kAttentionSplit + kFactorAt).scale);
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) {
        V::store(state.mixed + r * state.padded + (vec + i) * V::lanes, V::mul(V::joined(high[r][i], low[r][i]), scale));
      }
    }
  }

  template <int Rows, bool Fetch>
  static void mix(const Tile& tile, KeyRange range, const AttentionArgs& args, const State& state) {
    constexpr int kWide = kMany ? (Rows <= 3 ? 4 : 2) : (Rows == 1 ? 4 : 2);
    const int64_t vectors = state.padded / V::lanes;
    int64_t vec = 0;
    for (; vec + kWide <= vectors; vec += kWide) mix_vectors<Rows, kWide, Fetch>(tile, range, vec, args, state);
    for (; vec < vectors; vec += kPer) mix_vectors<Rows, kPer, Fetch>(tile, range, vec, args, state);
  }
};

}  // namespace infbench::vector
