// The integer layers on vectors of 256 bits: a tile is Sums::kRows rows x 1 block, its integer sums of a group in
// registers, its float sums in memory. What multiplies bytes differs:
//   Sums::V                                                its floats
//   Sums::kRows                                            most rows of a tile
//   Sums::add<W, Rows>(at, x, starts, weights, sums)       sums = start + products of one group, for 16 outputs a row
#pragma once

#include "../../vec_avx2.h"
#include "int_tile.h"

namespace infbench::vector {

// Vectors of 8 outputs in a block.
constexpr int kYmmHalves = 2;

INFBENCH_INLINE __m256i ymm_broadcast(const uint8_t* at) {
  int32_t quad;
  __builtin_memcpy(&quad, at, 4);
  return _mm256_set1_epi32(quad);
}

// Bytes of half a line: number `part` of the quads it holds.
template <class W>
INFBENCH_INLINE __m256i ymm_bytes(const uint8_t* at, int part) {
  const __m256i line = _mm256_load_si256(reinterpret_cast<const __m256i*>(at));
  if (W::parts == 1) return line;
  return _mm256_and_si256(part == 0 ? line : _mm256_srli_epi16(line, 4), _mm256_set1_epi8(15));
}

template <class Sums>
struct YmmTiles {
  using V = typename Sums::V;
  static constexpr int64_t kRows = Sums::kRows, kBlocks = 1;
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
    __m256i sums[Rows][kYmmHalves];
    Sums::template add<W, Rows>(at, x, starts, weights, sums);
    for (int h = 0; h < kYmmHalves; h++) {
      const __m256 scale = _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(scales + h * 16)));
#pragma GCC unroll 6
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
      const __m256 scale = _mm256_castsi256_ps(ymm_broadcast(x_scales + r * at.x_stride));
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

}  // namespace infbench::vector
