// Integer layers with vpmaddubsw, which adds two products of an unsigned and a signed byte into 16 bits. A tile is 4 rows
// x 1 block, its sums of a group in registers, its float sums in memory.
// int4: a group's 16 products of two inputs stay below 2^15 (16 x 15 x 127), so they are added in 16 bits and widened once.
// int8: two products of 255 x 127 would not fit, so weights are made signed again (and `start` is left out): |w| times x
// with the sign of w is at most 2 x 127 x 127.
#include "../../vec_avx2.h"
#include "int_tile.h"

namespace infbench::avx2 {

namespace {

using vector::Int4Weights;
using vector::Int8Weights;
using vector::IntTile;

constexpr int kHalves = 2;  // vectors of 8 outputs in a block

INFBENCH_INLINE __m256i broadcast(const uint8_t* at) {
  int32_t quad;
  __builtin_memcpy(&quad, at, 4);
  return _mm256_set1_epi32(quad);
}

INFBENCH_INLINE __m256i load(const uint8_t* at) { return _mm256_load_si256(reinterpret_cast<const __m256i*>(at)); }

template <class W, int Rows>
struct GroupSums;

template <int Rows>
struct GroupSums<Int4Weights, Rows> {
  INFBENCH_INLINE void add(const IntTile& at, const uint8_t* x, const uint8_t* starts, const uint8_t* weights,
                           __m256i (&sums)[Rows][kHalves]) {
    const __m256i low = _mm256_set1_epi8(15);
#pragma GCC unroll 4
    for (int line = 0; line < 4; line++) {
      Vec::prefetch_second(weights + line * 64 + at.ahead);
#pragma GCC unroll 2
      for (int part = 0; part < 2; part++) {
        __m256i w[kHalves];
        for (int h = 0; h < kHalves; h++) {
          const __m256i pairs = load(weights + line * 64 + h * 32);
          w[h] = _mm256_and_si256(part == 0 ? pairs : _mm256_srli_epi16(pairs, 4), low);
        }
#pragma GCC unroll 4
        for (int r = 0; r < Rows; r++) {
          const __m256i quad = broadcast(x + r * at.x_stride + line * 4 + part * 16);
          for (int h = 0; h < kHalves; h++) {
            const __m256i two = _mm256_maddubs_epi16(w[h], quad);
            sums[r][h] = line + part == 0 ? two : _mm256_add_epi16(sums[r][h], two);
          }
        }
      }
    }
#pragma GCC unroll 4
    for (int r = 0; r < Rows; r++) {
      const __m256i start = broadcast(starts + r * at.x_stride);
      for (int h = 0; h < kHalves; h++) {
        sums[r][h] = _mm256_add_epi32(_mm256_madd_epi16(sums[r][h], _mm256_set1_epi16(1)), start);
      }
    }
  }
};

template <int Rows>
struct GroupSums<Int8Weights, Rows> {
  INFBENCH_INLINE void add(const IntTile& at, const uint8_t* x, const uint8_t*, const uint8_t* weights,
                           __m256i (&sums)[Rows][kHalves]) {
    for (int r = 0; r < Rows; r++) {
      for (int h = 0; h < kHalves; h++) sums[r][h] = _mm256_setzero_si256();
    }
#pragma GCC unroll 8
    for (int line = 0; line < 8; line++) {
      Vec::prefetch_second(weights + line * 64 + at.ahead);
      __m256i w[kHalves], size[kHalves];
      for (int h = 0; h < kHalves; h++) {
        w[h] = _mm256_xor_si256(load(weights + line * 64 + h * 32), _mm256_set1_epi8(-128));
        size[h] = _mm256_abs_epi8(w[h]);
      }
#pragma GCC unroll 4
      for (int r = 0; r < Rows; r++) {
        const __m256i quad = broadcast(x + r * at.x_stride + line * 4);
        for (int h = 0; h < kHalves; h++) {
          const __m256i two = _mm256_maddubs_epi16(size[h], _mm256_sign_epi8(quad, w[h]));
          sums[r][h] = _mm256_add_epi32(sums[r][h], _mm256_madd_epi16(two, _mm256_set1_epi16(1)));
        }
      }
    }
  }
};

struct Tiles {
  using V = Vec;
  static constexpr int64_t kRows = 4, kBlocks = 1;
  static constexpr bool kStoresLast = false;

  template <class W>
  static constexpr int64_t narrow() {
    return kRows;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t) {
    return 8192;
  }

  // The integer sums of a group times the weights' scales onto `inner`.
  template <class W, int Rows>
  INFBENCH_INLINE void add_group(const IntTile& at, const uint8_t* x, const uint8_t* starts, const uint8_t* weights,
                                 const uint8_t* scales, float* inner) {
    __m256i sums[Rows][kHalves];
    GroupSums<W, Rows>::add(at, x, starts, weights, sums);
    for (int h = 0; h < kHalves; h++) {
      const __m256 scale = _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(scales + h * 16)));
#pragma GCC unroll 4
      for (int r = 0; r < Rows; r++) {
        float* const sum = inner + r * 16 + h * 8;
        _mm256_store_ps(sum, _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[r][h]), scale, _mm256_load_ps(sum)));
      }
    }
  }

  // The end of a span: inner times the activations' scale onto the sums, inner from 0 again.
  template <int Rows>
  INFBENCH_INLINE void add_span(const IntTile& at, const uint8_t* x_scales, float* inner) {
    for (int r = 0; r < Rows; r++) {
      const __m256 scale = _mm256_castsi256_ps(broadcast(x_scales + r * at.x_stride));
      for (int i = r * 16; i < r * 16 + 16; i += 8) {
        const __m256 sum = _mm256_fmadd_ps(_mm256_load_ps(inner + i), scale, _mm256_load_ps(at.sums + i));
        _mm256_store_ps(at.sums + i, sum);
        _mm256_store_ps(inner + i, _mm256_setzero_ps());
      }
    }
  }

  template <class W, int Rows, int Blocks>
  static __attribute__((noinline)) void tile(const IntTile& at) {
    static_assert(Blocks == 1, "one block fills the registers");
    alignas(32) float inner[Rows * 16] = {};
    const uint8_t* x = at.x;
    const uint8_t* starts = at.x + at.starts_at;
    const uint8_t* x_scales = at.x + at.scales_at;
    const uint8_t* weights = at.weights;
    int64_t left = at.span_groups;
    for (int64_t record = 0; record < at.records; record++, weights += W::record) {
      V::prefetch_second(weights + W::scales_at + at.ahead);
      for (int64_t group = 0; group < 2; group++, x += kQ8Group, starts += 4) {
        add_group<W, Rows>(at, x, starts, weights + group * W::group_bytes, weights + W::scales_at + group * 32, inner);
        if (--left != 0) continue;
        add_span<Rows>(at, x_scales, inner);
        x_scales += 4;
        left = at.span_groups;
      }
    }
    // A last span that the row does not fill.
    if (left != at.span_groups) add_span<Rows>(at, x_scales, inner);
  }
};

}  // namespace

void linear_int4(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, Int4Weights>(args, part);
}

void linear_int8(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, Int8Weights>(args, part);
}

}  // namespace infbench::avx2
