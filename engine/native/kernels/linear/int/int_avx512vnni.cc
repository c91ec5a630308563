// Integer layers with vpdpbusd: a line of weights is 4 inputs of 16 outputs, a row brings 4 activations as one broadcast.
// A tile is 6 rows x 2 blocks: 12 integer sums and 12 float sums of 32 registers. The products and the one multiply-add
// per group share a pipe, 8 to 1; nibbles, conversions (a subtraction: quantize/q8.h) and loads run beside it.
#include <cstddef>

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

// A quad that one block alone needs is broadcast by the product itself, in one instruction, which compilers do not find. A
// core that waits for memory looks as far ahead as its window of instructions reaches: fewer of them are more bytes on
// their way (engine/SPEED.md).
INFBENCH_INLINE __m512i dot_quad(__m512i sums, __m512i bytes, const uint8_t* quad) {
  asm("vpdpbusd %2%{1to16%}, %1, %0" : "+v"(sums) : "v"(bytes), "m"(*reinterpret_cast<const int32_t*>(quad)));
  return sums;
}

INFBENCH_INLINE __m512 scale_of(const uint8_t* halves) {
  return _mm512_cvtph_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(halves)));
}

struct Tiles {
  using V = Vec;
  static constexpr int64_t kRows = 6, kBlocks = 2;
  static constexpr bool kStoresOutputs = true;

  // Measured (engine/SPEED.md): one row outruns what is fetched by instruction, and the hardware's own streams do best;
  // from two rows on they need help.
  template <class W>
  static constexpr int64_t narrow(bool first_level) {
    return W::parts == 1 ? 5 : first_level ? 4 : 3;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t rows) {
    if (rows == 1) return W::parts == 2 ? 0 : 2048;
    return W::parts == 2 ? 8192 : 6144;
  }

  // Instructions that fetch nothing new are left out, not aimed at what is there.
  template <class W, int Rows, int Blocks>
  static constexpr bool fetches() {
    return Blocks == 1 && ahead<W>(Rows) != 0;
  }

  template <bool FirstLevel>
  INFBENCH_INLINE void fetch_line(const uint8_t* from) {
    FirstLevel ? V::prefetch_first(from) : V::prefetch_second(from);
  }

  // The integer sums of one group, scaled onto `sums`. x, head: of the first row; weights, scales: of the first block.
  template <class W, int Rows, int Blocks, bool FirstLevel>
  INFBENCH_INLINE void add_group(const IntTile& at, const uint8_t* x, const uint8_t* head, const uint8_t* weights,
                                 const uint8_t* scales, __m512 (&sums)[Rows][Blocks]) {
    const int64_t stride = at.x_stride;
    __m512i bits[Rows][Blocks];
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const __m512i start = broadcast(head + r * stride + offsetof(Q8Head, start));
      for (int b = 0; b < Blocks; b++) bits[r][b] = start;
    }
#pragma GCC unroll 8
    for (int line = 0; line < W::lines; line++) {
#pragma GCC unroll 2
      for (int part = 0; part < W::parts; part++) {
        __m512i w[Blocks];
        for (int b = 0; b < Blocks; b++) {
          const uint8_t* const from = weights + b * at.block_bytes + line * 64;
          if (fetches<W, Rows, Blocks>() && part == 0) fetch_line<FirstLevel>(from + at.ahead);
          w[b] = bytes_of<W>(_mm512_load_si512(from), part);
        }
#pragma GCC unroll 6
        for (int r = 0; r < Rows; r++) {
          const uint8_t* const from = x + r * stride + line * 4 + part * 16;
          if constexpr (Blocks == 1) {
            bits[r][0] = dot_quad(bits[r][0], w[0], from);
          } else {
            const __m512i quad = broadcast(from);
            for (int b = 0; b < Blocks; b++) bits[r][b] = _mm512_dpbusd_epi32(bits[r][b], w[b], quad);
          }
        }
      }
    }
    __m512 scale[Blocks];
    for (int b = 0; b < Blocks; b++) scale[b] = scale_of(scales + b * at.block_bytes);
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      const __m512 offset = _mm512_castsi512_ps(broadcast(head + r * stride + offsetof(Q8Head, offset)));
      for (int b = 0; b < Blocks; b++) {
        sums[r][b] = _mm512_fmadd_ps(_mm512_sub_ps(_mm512_castsi512_ps(bits[r][b]), offset), scale[b], sums[r][b]);
      }
    }
  }

  template <int Rows, int Blocks>
  INFBENCH_INLINE void store(const IntTile& at, const __m512 (&sums)[Rows][Blocks]) {
#pragma GCC unroll 6
    for (int r = 0; r < Rows; r++) {
      for (int b = 0; b < Blocks; b++) {
        const int64_t place = r * at.sums_stride + b * 16;
        const bool more = at.residual != nullptr;
        const __m512 y = more ? _mm512_add_ps(sums[r][b], _mm512_loadu_ps(at.residual + place)) : sums[r][b];
        _mm512_storeu_ps(at.sums + place, y);
      }
    }
  }

  template <class W, int Rows, int Blocks>
  static void tile(const IntTile& at) {
    if (fetches<W, Rows, Blocks>() && at.first_level) return tile_fetching<W, Rows, Blocks, fetches<W, Rows, Blocks>()>(at);
    tile_fetching<W, Rows, Blocks, false>(at);
  }

  template <class W, int Rows, int Blocks, bool FirstLevel>
  static __attribute__((noinline)) void tile_fetching(const IntTile& at) {
    __m512 sums[Rows][Blocks];
    for (int r = 0; r < Rows; r++) {
      for (int b = 0; b < Blocks; b++) sums[r][b] = _mm512_setzero_ps();
    }
    const uint8_t* x = at.x;
    const uint8_t* head = at.x + at.heads_at;
    const uint8_t* weights = at.weights;
    const uint8_t* fetch = at.fetch;
    vector::Beside beside = at.beside;
    for (int64_t record = 0; record < at.records; record++, weights += W::record) {
      if (fetches<W, Rows, Blocks>()) fetch_line<FirstLevel>(weights + W::scales_at + at.ahead);
      for (int64_t i = 0; Blocks > 1 && i < at.fetch_lines; i++, fetch += 64) V::prefetch_second(fetch);
      if (Blocks > 1) beside.fetch<V>();
#pragma GCC unroll 1
      for (int64_t group = 0; group < 2; group++, x += kQ8Group, head += sizeof(Q8Head)) {
        add_group<W, Rows, Blocks, FirstLevel>(at, x, head, weights + group * W::group_bytes,
                                               weights + W::scales_at + group * 32, sums);
      }
    }
    store<Rows, Blocks>(at, sums);
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
