// Integer layers with vpdpbusd: a line of weights is 4 inputs of 16 outputs, a row brings 4 activations as one broadcast.
// A tile is 6 rows x 2 blocks: 12 integer sums and 12 float sums of 32 registers. The products and the one multiply-add
// per group share a pipe, 8 to 1 (8 to 1.25 with a span of 128); nibbles, conversions and loads run beside it.
#include "../../vec_avx512.h"
#include "int_tile.h"

namespace infbench::avx512vnni {

namespace {

// A type of this file's own: what is instantiated on it is not shared with files of lesser flags.
struct Vec : avx512::Vec {};

using vector::Int4Weights;
using vector::Int8Weights;
using vector::IntTile;

// Number `part` of the quads in a line.
template <class W>
INFBENCH_INLINE __m512i bytes_of(__m512i line, int part) {
  if (W::parts == 1) return line;
  return _mm512_and_si512(part == 0 ? line : _mm512_srli_epi16(line, 4), _mm512_set1_epi8(15));
}

INFBENCH_INLINE __m512i broadcast(const uint8_t* at) {
  int32_t quad;
  __builtin_memcpy(&quad, at, 4);
  return _mm512_set1_epi32(quad);
}

INFBENCH_INLINE __m512 scale_of(const uint8_t* halves) {
  return _mm512_cvtph_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(halves)));
}

struct Tiles {
  using V = Vec;
  static constexpr int64_t kRows = 6, kBlocks = 2;
  static constexpr bool kStoresLast = true;

  // Measured (engine/SPEED.md): alone on its core one row outruns what is fetched by instruction, and the hardware's own
  // streams do best; from two rows on they need help.
  template <class W>
  static constexpr int64_t narrow() {
    return W::parts == 2 ? 3 : 5;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t rows) {
    if (rows == 1) return W::parts == 2 ? 0 : 2048;
    return W::parts == 2 ? 8192 : 6144;
  }

  // The integer sums of one group, scaled onto `inner`. x, starts: of the first row; weights: of the first block.
  template <class W, int Rows, int Blocks>
  INFBENCH_INLINE void add_group(const IntTile& at, const uint8_t* x, const uint8_t* starts, const uint8_t* weights,
                                 const uint8_t* scales, __m512 (&inner)[Rows][Blocks]) {
    const int64_t stride = at.x_stride;
    __m512i sums[Rows][Blocks];
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const __m512i start = broadcast(starts + r * stride);
      for (int b = 0; b < Blocks; b++) sums[r][b] = start;
    }
#pragma GCC unroll 8
    for (int line = 0; line < W::lines; line++) {
#pragma GCC unroll 2
      for (int part = 0; part < W::parts; part++) {
        __m512i w[Blocks];
        for (int b = 0; b < Blocks; b++) {
          const uint8_t* const from = weights + b * at.block_bytes + line * 64;
          if (Blocks == 1 && part == 0) V::prefetch_second(from + at.ahead);
          w[b] = bytes_of<W>(_mm512_load_si512(from), part);
        }
#pragma GCC unroll 6
        for (int r = 0; r < Rows; r++) {
          const __m512i quad = broadcast(x + r * stride + line * 4 + part * 16);
          for (int b = 0; b < Blocks; b++) sums[r][b] = _mm512_dpbusd_epi32(sums[r][b], w[b], quad);
        }
      }
    }
#pragma GCC unroll 2
    for (int b = 0; b < Blocks; b++) {
      const __m512 scale = scale_of(scales + b * at.block_bytes);
#pragma GCC unroll 6
      for (int r = 0; r < Rows; r++) {
        inner[r][b] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[r][b]), scale, inner[r][b]);
      }
    }
  }

  // The end of a span: inner times the activations' scale onto the sums, inner from 0 again.
  template <int Rows, int Blocks>
  INFBENCH_INLINE void add_span(const IntTile& at, const uint8_t* x_scales, __m512 (&inner)[Rows][Blocks]) {
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const __m512 scale = _mm512_castsi512_ps(broadcast(x_scales + r * at.x_stride));
      for (int b = 0; b < Blocks; b++) {
        float* const sum = at.sums + (r * Blocks + b) * 16;
        _mm512_store_ps(sum, _mm512_fmadd_ps(inner[r][b], scale, _mm512_load_ps(sum)));
        inner[r][b] = _mm512_setzero_ps();
      }
    }
  }

  // The same for the last span, whose sums leave the tile.
  template <int Rows, int Blocks>
  INFBENCH_INLINE void add_last_span(const IntTile& at, const uint8_t* x_scales, const __m512 (&inner)[Rows][Blocks]) {
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const __m512 scale = _mm512_castsi512_ps(broadcast(x_scales + r * at.x_stride));
      for (int b = 0; b < Blocks; b++) {
        const int64_t place = r * at.last_stride + b * 16;
        __m512 sum = _mm512_fmadd_ps(inner[r][b], scale, _mm512_load_ps(at.sums + (r * Blocks + b) * 16));
        if (at.residual != nullptr) sum = _mm512_add_ps(sum, _mm512_loadu_ps(at.residual + place));
        _mm512_storeu_ps(at.last + place, sum);
      }
    }
  }

  template <class W, int Rows, int Blocks>
  static __attribute__((noinline)) void tile(const IntTile& at) {
    __m512 inner[Rows][Blocks];
    for (int r = 0; r < Rows; r++) {
      for (int b = 0; b < Blocks; b++) inner[r][b] = _mm512_setzero_ps();
    }
    const uint8_t* x = at.x;
    const uint8_t* starts = at.x + at.starts_at;
    const uint8_t* x_scales = at.x + at.scales_at;
    const uint8_t* weights = at.weights;
    const uint8_t* fetch = at.fetch;
    vector::Beside beside = at.beside;
    int64_t left = at.span_groups;
    for (int64_t record = 0; record < at.records; record++, weights += W::record) {
      if (Blocks == 1) V::prefetch_second(weights + W::scales_at + at.ahead);
      for (int64_t i = 0; Blocks > 1 && i < at.fetch_lines; i++, fetch += 64) V::prefetch_second(fetch);
      if (Blocks > 1) beside.fetch<V>();
#pragma GCC unroll 1
      for (int64_t group = 0; group < 2; group++, x += kQ8Group, starts += 4) {
        add_group<W, Rows, Blocks>(at, x, starts, weights + group * W::group_bytes,
                                   weights + W::scales_at + group * 32, inner);
        if (--left != 0) continue;
        // The last span, filled by the row or not, comes after the loops.
        if (__builtin_expect(record + group == at.records, 0)) break;
        add_span<Rows, Blocks>(at, x_scales, inner);
        x_scales += 4;
        left = at.span_groups;
      }
    }
    add_last_span<Rows, Blocks>(at, x_scales, inner);
  }
};

}  // namespace

void linear_int4(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, Int4Weights>(args, part);
}

void linear_int8(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, Int8Weights>(args, part);
}

}  // namespace infbench::avx512vnni
