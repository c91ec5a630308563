// bf16 keys and values with dot products of pairs (vdpbf16ps: sum += a1 b1, then sum += a0 b0, in f32; denormal numbers
// count as zero). Queries, scaled, and probabilities are rounded to bf16 too. Pairs of dimensions and of keys are those
// of the layout (kv/kv_layout.h), so a row's arithmetic does not depend on what else is in its task.
#include "dots/lanes_avx512.h"
#include "dots/base_2.h"

namespace infbench::avx512bf16 {

namespace {

struct Vec : avx512::Vec, avx512::Lanes {};
using F = Vec::F;
using vector::KeyRange;
using vector::kGroups;
using vector::line_of;
using vector::State;
using vector::Tile;

INFBENCH_INLINE F multiply_pairs(F sum, const void* line, const void* pair) {
  int32_t word;
  __builtin_memcpy(&word, pair, sizeof word);
  return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(_mm512_loadu_si512(line)),
                          reinterpret_cast<__m512bh>(_mm512_set1_epi32(word)));
}

struct Pairs {
  using V = Vec;
  static constexpr int kTileRows = 6;

  INFBENCH_INLINE F power(F x) { return vector::power_of_2<V>(x); }

  static void pack(const AttentionArgs& args, const float* q, float* out) {
    const int64_t dims = args.shape.head_dim, filled = 2 * args.shape.key_lines();
    const F scale = Vec::set(vector::query_scale(args));
    uint16_t* const pairs = reinterpret_cast<uint16_t*>(out);
    for (int64_t d = 0; d < filled; d += 16) {
      const F v = Vec::load_n(q + d, dims - d < 16 ? dims - d : 16, Vec::zero());
      Vec::store_bf16(pairs + d, Vec::mul(v, scale), filled - d < 16 ? filled - d : 16);
    }
  }

  template <int Rows, int Groups, bool Fetch>
  static void score_groups(const Tile& tile, int64_t group, const AttentionArgs& args, float* scores) {
    const uint8_t* const* const keys = tile.split.keys(group);
    F sums[Rows][Groups];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 8
      for (int g = 0; g < Groups; g++) sums[r][g] = Vec::zero();
    }
    const int64_t lines = args.shape.key_lines();
    int64_t line = 0;
    for (int part = 0; part < Groups; part++) {
      const uint8_t* next = keys[tile.split.ahead + part];
      for (const int64_t end = (part + 1) * lines / Groups; line < end; line++) {
        if (Fetch) vector::fetch_lines<Vec, Groups>(tile.split, next);
#pragma GCC unroll 8
        for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 8
          for (int g = 0; g < Groups; g++) sums[r][g] = multiply_pairs(sums[r][g], line_of(keys[g], line), tile.q[r] + line);
        }
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 8
      for (int g = 0; g < Groups; g++) Vec::store(scores + r * kAttentionSplit + (group + g) * kKvGroup, sums[r][g]);
    }
  }

  template <int Rows, bool Fetch>
  static void score(const Tile& tile, KeyRange range, const AttentionArgs& args, const State& state) {
    constexpr int kGroupsAtOnce = 4;
    const int64_t end = (range.end + kKvGroup - 1) / kKvGroup;
    int64_t group = range.begin / kKvGroup;
    for (; group + kGroupsAtOnce <= end; group += kGroupsAtOnce) {
      score_groups<Rows, kGroupsAtOnce, Fetch>(tile, group, args, state.scores);
    }
    for (; group < end; group++) score_groups<Rows, 1, Fetch>(tile, group, args, state.scores);
  }

  static vector::Weighed weigh(const Tile& tile, int r, KeyRange range, const AttentionArgs& args, const State& state) {
    float* const scores = state.scores + r * kAttentionSplit;
    const KeyRange seen = tile.seen[r];
    if (seen.begin >= seen.end) return vector::clear_groups(scores, range, kGroups, kGroups), vector::Weighed{};
    const int64_t first = seen.begin / kKvGroup, last = (seen.end + kKvGroup - 1) / kKvGroup;
    const float largest = vector::cap_and_find<V>(scores, seen, first, last, args.softcap);
    const F shift = Vec::set(largest);
    F total = Vec::zero();
    vector::each_vector<V>(seen, [&](int64_t g, __mmask16 lanes) __attribute__((always_inline)) {
      const F p = _mm512_maskz_mov_ps(lanes, power(Vec::sub(Vec::load(scores + g * kKvGroup), shift)));
      total = Vec::add(total, p);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(scores) + g, reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(p)));
    });
    vector::clear_groups(scores, range, first, last);
    return {largest, Vec::sum(total)};
  }

  // One pair of keys; Half: the second is not written yet, may be NaN.
  template <int Rows, int Vecs, bool Half>
  INFBENCH_INLINE void mix_pair(F (&sums)[Rows][Vecs], const float* values, const float* p) {
#pragma GCC unroll 8
    for (int i = 0; i < Vecs; i++) {
      __m512i v = _mm512_loadu_si512(values + i * 16);
      if (Half) v = _mm512_and_si512(v, _mm512_set1_epi32(0xffff));
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) sums[r][i] = multiply_pairs(sums[r][i], &v, p + r * kAttentionSplit);
    }
  }

  template <int Rows, int Vecs, bool Fetch>
  static void mix_vectors(const Tile& tile, KeyRange range, int64_t vec, const State& state, bool goes_on) {
    F sums[Rows][Vecs];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) {
        sums[r][i] = goes_on ? Vec::load(state.mixed + r * state.padded + (vec + i) * 16) : Vec::zero();
      }
    }
    for (int64_t key = range.begin / 2 * 2; key + 1 < range.end; key += 2) {
      const uint8_t* const* const values = tile.split.values(key / kKvGroup);
      const int64_t at = key % kKvGroup / 2 * state.padded + vec * 16;
#pragma GCC unroll 8
      for (int i = 0; Fetch && i < Vecs; i++) {
        vector::fetch_line<Vec>(tile.split, vector::word_of(values[tile.split.ahead], at + i * 16));
      }
      mix_pair<Rows, Vecs, false>(sums, vector::word_of(values[0], at), state.scores + key / 2);
    }
    if (range.end % 2 != 0) {
      const int64_t key = range.end - 1;
      const uint8_t* const values = *tile.split.values(key / kKvGroup);
      const int64_t at = key % kKvGroup / 2 * state.padded + vec * 16;
      mix_pair<Rows, Vecs, true>(sums, vector::word_of(values, at), state.scores + key / 2);
    }
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 8
      for (int i = 0; i < Vecs; i++) Vec::store(state.mixed + r * state.padded + (vec + i) * 16, sums[r][i]);
    }
  }

  template <int Rows, bool Fetch>
  static void mix(const Tile& tile, KeyRange range, const AttentionArgs&, const State& state) {
    const int64_t vectors = state.padded / 16;
    // Heads of several passes come from memory, so they are passed over a few keys at a time: in the order of memory.
    const int64_t run = Fetch && vectors > 4 ? 2 * kKvGroup : kAttentionSplit;
    for (KeyRange keys{range.begin, 0}; keys.begin < range.end; keys.begin = keys.end) {
      const int64_t end = (keys.begin / run + 1) * run;
      keys.end = end < range.end ? end : range.end;
      const bool goes_on = keys.begin > range.begin;
      int64_t vec = 0;
      for (; vec + 4 <= vectors; vec += 4) mix_vectors<Rows, 4, Fetch>(tile, keys, vec, state, goes_on);
      for (; vec < vectors; vec++) mix_vectors<Rows, 1, Fetch>(tile, keys, vec, state, goes_on);
    }
  }
};

}  // namespace

void attention_bf16(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<Pairs>(args, task, scratch);
}

}  // namespace infbench::avx512bf16
