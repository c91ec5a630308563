// The integer layers on vectors of 256 bits: a tile is Sums::kRows rows x 1 block, its integer sums of a group in
// registers, its float sums in memory. What multiplies bytes differs:
//   Sums::V                                                its floats
//   Sums::kRows                                            most rows of a tile
//   Sums::add<W, Rows>(at, x, head, weights, bits)         bits = those of the offset + products of one group, for 16 outputs a row
#pragma once

#include <cstddef>

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
  static constexpr bool kStoresOutputs = false;

  template <class W>
  static constexpr int64_t narrow(bool) {
    return kRows;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t) {
    return 8192;
  }

  // The integer sums of a group times both scales onto the sums.
  template <class W, int Rows>
  INFBENCH_INLINE void add_group(const IntTile& at, const uint8_t* x, const uint8_t* head, const uint8_t* weights,
                                 const uint8_t* scales) {
    __m256i bits[Rows][kYmmHalves];
    Sums::template add<W, Rows>(at, x, head, weights, bits);
    for (int h = 0; h < kYmmHalves; h++) {
      const __m256 scale = _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(scales + h * 16)));
#pragma GCC unroll 6
      for (int r = 0; r < Rows; r++) {
        float* const sum = at.sums + r * 16 + h * 8;
        const __m256i offset = ymm_broadcast(head + r * at.x_stride + offsetof(Q8Head, offset));
        const __m256 acc = _mm256_sub_ps(_mm256_castsi256_ps(bits[r][h]), _mm256_castsi256_ps(offset));
        _mm256_store_ps(sum, _mm256_fmadd_ps(acc, scale, _mm256_load_ps(sum)));
      }
    }
  }

  template <class W, int Rows, int Blocks>
  static __attribute__((noinline)) void tile(const IntTile& at) {
    static_assert(Blocks == 1, "one block fills the registers");
    for (int i = 0; i < Rows * 16; i += 8) _mm256_store_ps(at.sums + i, _mm256_setzero_ps());
    const uint8_t* x = at.x;
    const uint8_t* head = at.x + at.heads_at;
    const uint8_t* weights = at.weights;
    for (int64_t record = 0; record < at.records; record++, weights += W::record) {
      V::prefetch_second(weights + W::scales_at + at.ahead);
      for (int64_t group = 0; group < 2; group++, x += kQ8Group, head += sizeof(Q8Head)) {
        add_group<W, Rows>(at, x, head, weights + group * W::group_bytes, weights + W::scales_at + group * 32);
      }
    }
  }
};

}  // namespace infbench::vector
