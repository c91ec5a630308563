// Integer layers with vpmaddubsw, which adds two products of an unsigned and a signed byte into 16 bits.
// int4: a group's 16 products of two inputs stay below 2^15 (16 x 15 x 127), so they are added in 16 bits and widened once.
// int8: two products of 255 x 127 would not fit, so weights are made signed again (and sums begin at the bits of the
// head's offset, not at its start): |w| times x with the sign of w is at most 2 x 127 x 127.
#include "int_ymm.h"

namespace infbench::avx2 {

namespace {

using vector::Int4Weights;
using vector::Int8Weights;
using vector::IntTile;
using vector::kYmmHalves;
using vector::ymm_broadcast;
using vector::ymm_bytes;

template <class W, int Rows>
struct GroupSums;

template <int Rows>
struct GroupSums<Int4Weights, Rows> {
  INFBENCH_INLINE void add(const IntTile& at, const uint8_t* x, const uint8_t* head, const uint8_t* weights,
                           __m256i (&sums)[Rows][kYmmHalves]) {
#pragma GCC unroll 4
    for (int line = 0; line < 4; line++) {
      Vec::prefetch_second(weights + line * 64 + at.ahead);
#pragma GCC unroll 2
      for (int part = 0; part < 2; part++) {
        __m256i w[kYmmHalves];
        for (int h = 0; h < kYmmHalves; h++) w[h] = ymm_bytes<Int4Weights>(weights + line * 64 + h * 32, part);
#pragma GCC unroll 4
        for (int r = 0; r < Rows; r++) {
          const __m256i quad = ymm_broadcast(x + r * at.x_stride + line * 4 + part * 16);
          for (int h = 0; h < kYmmHalves; h++) {
            const __m256i two = _mm256_maddubs_epi16(w[h], quad);
            sums[r][h] = line + part == 0 ? two : _mm256_add_epi16(sums[r][h], two);
          }
        }
      }
    }
#pragma GCC unroll 4
    for (int r = 0; r < Rows; r++) {
      const __m256i start = ymm_broadcast(head + r * at.x_stride + offsetof(Q8Head, start));
      for (int h = 0; h < kYmmHalves; h++) {
        sums[r][h] = _mm256_add_epi32(_mm256_madd_epi16(sums[r][h], _mm256_set1_epi16(1)), start);
      }
    }
  }
};

template <int Rows>
struct GroupSums<Int8Weights, Rows> {
  INFBENCH_INLINE void add(const IntTile& at, const uint8_t* x, const uint8_t* head, const uint8_t* weights,
                           __m256i (&sums)[Rows][kYmmHalves]) {
    for (int r = 0; r < Rows; r++) {
      const __m256i start = ymm_broadcast(head + r * at.x_stride + offsetof(Q8Head, offset));
      for (int h = 0; h < kYmmHalves; h++) sums[r][h] = start;
    }
#pragma GCC unroll 8
    for (int line = 0; line < 8; line++) {
      Vec::prefetch_second(weights + line * 64 + at.ahead);
      __m256i w[kYmmHalves], size[kYmmHalves];
      for (int h = 0; h < kYmmHalves; h++) {
        w[h] = _mm256_xor_si256(ymm_bytes<Int8Weights>(weights + line * 64 + h * 32, 0), _mm256_set1_epi8(-128));
        size[h] = _mm256_abs_epi8(w[h]);
      }
#pragma GCC unroll 4
      for (int r = 0; r < Rows; r++) {
        const __m256i quad = ymm_broadcast(x + r * at.x_stride + line * 4);
        for (int h = 0; h < kYmmHalves; h++) {
          const __m256i two = _mm256_maddubs_epi16(size[h], _mm256_sign_epi8(quad, w[h]));
          sums[r][h] = _mm256_add_epi32(sums[r][h], _mm256_madd_epi16(two, _mm256_set1_epi16(1)));
        }
      }
    }
  }
};

struct Sums {
  using V = Vec;
  static constexpr int64_t kRows = 4;

  template <class W, int Rows>
  INFBENCH_INLINE void add(const IntTile& at, const uint8_t* x, const uint8_t* head, const uint8_t* weights,
                           __m256i (&sums)[Rows][kYmmHalves]) {
    GroupSums<W, Rows>::add(at, x, head, weights, sums);
  }
};

using Tiles = vector::YmmTiles<Sums>;

}  // namespace

void linear_int4(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, Int4Weights>(args, part);
}

void linear_int8(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, Int8Weights>(args, part);
}

}  // namespace infbench::avx2
