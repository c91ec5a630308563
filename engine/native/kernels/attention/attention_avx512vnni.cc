// int8 keys and values with dot products of four bytes (vpdpbusd: unsigned by signed, exact in int32).
//
// The other factor, a query or probabilities times the scales of their values, is a 16-bit integer in two bytes
// (dots/two_bytes.h): two dot products of a line take as long as those of bf16 keys, which take two lines. Stored bytes are
// the value plus 128, so sums start at -128 times the sum of the other factor.
#include "dots/base_2.h"
#include "dots/two_bytes.h"

namespace infbench::avx512vnni {

namespace {

struct Vec : avx512::Vec {};
using F = Vec::F;
using I = Vec::I;
using avx512::Factor;
using avx512::factor_at;
using avx512::kFactorWords;
using avx512::kMost;
using avx512::Splitter;
using vector::KeyRange;
using vector::kGroups;
using vector::line_of;
using vector::State;
using vector::Tile;

// As an instruction, not an intrinsic: gcc 12 copies every sum of a tile twice around the intrinsic (half the speed).
INFBENCH_INLINE void add_products(I& sum, I line, I quad) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(line), "v"(quad));
}

// The sum of both bytes' products: exact, since what overflows on the way comes back.
INFBENCH_INLINE F joined(I high, I low) { return _mm512_cvtepi32_ps(_mm512_add_epi32(_mm512_slli_epi32(high, 8), low)); }

struct Quads {
  using V = Vec;
  static constexpr int kTileRows = 6;

  INFBENCH_INLINE F power(F x) { return avx512::power_of_2(x); }

  static void pack(const AttentionArgs& args, const float* q, float* out) {
    avx512::split_row(q, args.shape.head_dim, 4 * args.shape.key_lines(), avx512::query_scale(args), out);
  }

  template <int Rows, int Groups, bool Fetch>
  static void score_groups(const Tile& tile, int64_t group, const AttentionArgs& args, float* scores) {
    const uint8_t* const* const keys = tile.split.keys(group);
    const int64_t lines = args.shape.key_lines();
    I high[Rows][Groups], low[Rows][Groups];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
      const Factor factor = factor_at(tile.q[r]);
#pragma GCC unroll 8
      for (int g = 0; g < Groups; g++) {
        high[r][g] = _mm512_setzero_si512();
        low[r][g] = _mm512_set1_epi32(factor.start);
      }
    }
    int64_t line = 0;
    for (int part = 0; part < Groups; part++) {
      const uint8_t* next = keys[tile.split.ahead + part];
      for (const int64_t end = (part + 1) * lines / Groups; line < end; line++) {
        if (Fetch) vector::fetch_lines<Vec, Groups>(next);
        I k[Groups];
#pragma GCC unroll 8
        for (int g = 0; g < Groups; g++) k[g] = _mm512_loadu_si512(line_of(keys[g], line));
#pragma GCC unroll 8
        for (int r = 0; r < Rows; r++) {
          const I q_high = Vec::set_word(tile.q[r] + kFactorWords + line);
          const I q_low = Vec::set_word(tile.q[r] + kFactorWords + lines + line);
#pragma GCC unroll 8
          for (int g = 0; g < Groups; g++) {
            add_products(high[r][g], k[g], q_high);
            add_products(low[r][g], k[g], q_low);
          }
        }
      }
    }
#pragma GCC unroll 8
    for (int g = 0; g < Groups; g++) {
      if (Fetch) Vec::prefetch_second(line_of(keys[tile.split.ahead + g], lines));
      const F key_scales = Vec::load(line_of(keys[g], lines));
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) {
        const F scale = Vec::mul(Vec::set(factor_at(tile.q[r]).scale), key_scales);
        Vec::store(scores + r * kAttentionSplit + (group + g) * kKvGroup, Vec::mul(joined(high[r][g], low[r][g]), scale));
      }
    }
  }

  template <int Rows, bool Fetch>
  static void score(const Tile& tile, KeyRange range, const AttentionArgs& args, const State& state) {
    constexpr int kGroupsAtOnce = Rows <= 3 ? 4 : 2;
    const int64_t end = (range.end + kKvGroup - 1) / kKvGroup;
    int64_t group = range.begin / kKvGroup;
    for (; group + kGroupsAtOnce <= end; group += kGroupsAtOnce) {
      score_groups<Rows, kGroupsAtOnce, Fetch>(tile, group, args, state.scores);
    }
    for (; group < end; group++) score_groups<Rows, 1, Fetch>(tile, group, args, state.scores);
  }

  // A row's probabilities times the scales of their values: 16 high and 16 low bytes a group, and the Factor behind them.
  static constexpr int64_t kFactorAt = kGroups * 8;

  static vector::Weighed weigh(const Tile& tile, int r, KeyRange range, const AttentionArgs& args, const State& state) {
    float* const scores = state.scores + r * kAttentionSplit;
    const KeyRange seen = tile.seen[r];
    if (seen.begin >= seen.end) {
      avx512::clear_groups(scores, range, kGroups, kGroups);
      __builtin_memset(scores + kFactorAt, 0, sizeof(Factor));
      return {};
    }
    const int64_t first = seen.begin / kKvGroup, last = (seen.end + kKvGroup - 1) / kKvGroup;
    const float largest = avx512::cap_and_find(scores, seen, first, last, args.softcap);
    const F shift = Vec::set(largest);
    F total = Vec::zero(), most = Vec::zero();
    avx512::each_group(seen, [&](int64_t g, __mmask16 lanes) __attribute__((always_inline)) {
      float* const at = scores + g * kKvGroup;
      const F p = _mm512_maskz_mov_ps(lanes, power(Vec::sub(Vec::load(at), shift)));
      total = Vec::add(total, p);
      const F weight = _mm512_maskz_mul_ps(lanes, p, Vec::load(line_of(*tile.split.values(g), args.shape.value_lines())));
      most = Vec::max(most, weight);
      Vec::store(at, weight);
    });
    const float heaviest = Vec::largest(most);
    Splitter splitter(heaviest, kMost);
    uint8_t* const bytes = reinterpret_cast<uint8_t*>(scores);
    for (int64_t g = first; g < last; g++) {
      splitter.split(Vec::load(scores + g * kKvGroup), bytes + g * 32, bytes + g * 32 + 16);
    }
    const Factor factor = splitter.factor(heaviest / kMost);
    __builtin_memcpy(scores + kFactorAt, &factor, sizeof factor);
    avx512::clear_groups(scores, range, first, last);
    return {largest, Vec::sum(total)};
  }

  template <int Rows, int Vecs, bool Fetch>
  static void mix_vectors(const Tile& tile, KeyRange range, int64_t vec, const AttentionArgs& args, const State& state) {
    I high[Rows][Vecs], low[Rows][Vecs];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
      const Factor factor = factor_at(state.scores + r * kAttentionSplit + kFactorAt);
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) {
        high[r][i] = _mm512_setzero_si512();
        low[r][i] = _mm512_set1_epi32(factor.start);
      }
    }
    for (int64_t key = range.begin / 4 * 4; key < range.end; key += 4) {
      const uint8_t* const* const values = tile.split.values(key / kKvGroup);
      const int64_t at = key % kKvGroup / 4 * state.padded + vec * 16;
      if (Fetch && key % kKvGroup == 0) Vec::prefetch_second(line_of(values[tile.split.ahead], args.shape.value_lines()));
      const float* const p = state.scores + key / kKvGroup * 8 + key % kKvGroup / 4;
      I v[Vecs];
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) {
        if (Fetch) Vec::prefetch_second(vector::word_of(values[tile.split.ahead], at + i * 16));
        v[i] = _mm512_loadu_si512(vector::word_of(values[0], at + i * 16));
      }
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) {
        const I p_high = Vec::set_word(p + r * kAttentionSplit);
        const I p_low = Vec::set_word(p + r * kAttentionSplit + 4);
#pragma GCC unroll 8
        for (int i = 0; i < Vecs; i++) {
          add_products(high[r][i], v[i], p_high);
          add_products(low[r][i], v[i], p_low);
        }
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
      const F scale = Vec::set(factor_at(state.scores + r * kAttentionSplit + kFactorAt).scale);
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) {
        Vec::store(state.mixed + r * state.padded + (vec + i) * 16, Vec::mul(joined(high[r][i], low[r][i]), scale));
      }
    }
  }

  template <int Rows, bool Fetch>
  static void mix(const Tile& tile, KeyRange range, const AttentionArgs& args, const State& state) {
    constexpr int kWide = Rows <= 3 ? 4 : 2;
    const int64_t vectors = state.padded / 16;
    int64_t vec = 0;
    for (; vec + kWide <= vectors; vec += kWide) mix_vectors<Rows, kWide, Fetch>(tile, range, vec, args, state);
    for (; vec < vectors; vec++) mix_vectors<Rows, 1, Fetch>(tile, range, vec, args, state);
  }
};

}  // namespace

void attention_int8(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<Quads>(args, task, scratch);
}

}  // namespace infbench::avx512vnni
