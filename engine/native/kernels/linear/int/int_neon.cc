// Integer layers with sdot: a line of weights is 4 inputs of 16 outputs, four vectors; a row brings 16 activations, four
// of which are chosen by lane. Weights become signed bytes in registers, so that sums start at 0; being exact they are
// the same. A tile is 4 rows x 1 block: 16 integer sums, 4 vectors of weights, 4 of activations of 32 registers.
#include "../../vec_neon.h"
#include "int_tile.h"

namespace infbench::neon {

namespace {

using vector::Int4Weights;
using vector::Int8Weights;
using vector::IntTile;

// Number `part` of the quads in a line, as w.
INFBENCH_INLINE int8x16_t signed_bytes(Int4Weights, uint8x16_t line, int part) {
  const uint8x16_t nibbles = part == 0 ? vandq_u8(line, vdupq_n_u8(15)) : vshrq_n_u8(line, 4);
  return vreinterpretq_s8_u8(vsubq_u8(nibbles, vdupq_n_u8(kInt4Zero)));
}

INFBENCH_INLINE int8x16_t signed_bytes(Int8Weights, uint8x16_t line, int) {
  return vreinterpretq_s8_u8(veorq_u8(line, vdupq_n_u8(kInt8Zero)));
}

INFBENCH_INLINE float32x4_t scale_of(const uint8_t* halves) {
  return vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8(halves)));
}

INFBENCH_INLINE float float_at(const uint8_t* at) {
  float x;
  __builtin_memcpy(&x, at, 4);
  return x;
}

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
    return 8 * W::record;
  }

  // Lines from Line on that meet 16 activations, x[0..15] of each row: inputs 4 Lane .. 4 Lane + 3 of them.
  template <class W, int Rows, int Lane>
  INFBENCH_INLINE void add_lines(const uint8_t* line, int part, const int8x16_t (&x)[Rows],
                                 int32x4_t (&sums)[Rows][4]) {
    for (int v = 0; v < 4; v++) {
      const int8x16_t w = signed_bytes(W{}, vld1q_u8(line + v * 16), part);
      for (int r = 0; r < Rows; r++) sums[r][v] = vdotq_laneq_s32(sums[r][v], w, x[r], Lane);
    }
    if constexpr (Lane < 3) add_lines<W, Rows, Lane + 1>(line + 64, part, x, sums);
  }

  // The integer sums of one group, scaled onto `inner`. x: of the first row.
  template <class W, int Rows>
  INFBENCH_INLINE void add_group(const IntTile& at, const uint8_t* x, const uint8_t* weights, const uint8_t* scales,
                                 float32x4_t (&inner)[Rows][4]) {
    int32x4_t sums[Rows][4];
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < 4; v++) sums[r][v] = vdupq_n_s32(0);
    }
    for (int half = 0; half < 2; half++) {
      int8x16_t activations[Rows];
      for (int r = 0; r < Rows; r++) {
        activations[r] = vreinterpretq_s8_u8(vld1q_u8(x + r * at.x_stride + half * 16));
      }
      // int4: both halves of the inputs lie in the same four lines; int8: in four lines each.
      add_lines<W, Rows, 0>(weights + (W::parts == 1 ? half * 256 : 0), half, activations, sums);
    }
    for (int v = 0; v < 4; v++) {
      const float32x4_t scale = scale_of(scales + v * 8);
      for (int r = 0; r < Rows; r++) inner[r][v] = vfmaq_f32(inner[r][v], vcvtq_f32_s32(sums[r][v]), scale);
    }
  }

  // The end of a span: inner times the activations' scale onto the sums, inner from 0 again.
  template <int Rows>
  INFBENCH_INLINE void add_span(const IntTile& at, const uint8_t* x_scales, float32x4_t (&inner)[Rows][4]) {
    for (int r = 0; r < Rows; r++) {
      const float32x4_t scale = vdupq_n_f32(float_at(x_scales + r * at.x_stride));
      for (int v = 0; v < 4; v++) {
        float* const sum = at.sums + r * 16 + v * 4;
        vst1q_f32(sum, vfmaq_f32(vld1q_f32(sum), inner[r][v], scale));
        inner[r][v] = vdupq_n_f32(0);
      }
    }
  }

  template <class W, int Rows, int Blocks>
  static __attribute__((noinline)) void tile(const IntTile& at) {
    static_assert(Blocks == 1, "a tile is one block wide");
    float32x4_t inner[Rows][4];
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < 4; v++) inner[r][v] = vdupq_n_f32(0);
    }
    const uint8_t* x = at.x;
    const uint8_t* x_scales = at.x + at.scales_at;
    const uint8_t* weights = at.weights;
    int64_t left = at.span_groups;
    for (int64_t record = 0; record < at.records; record++, weights += W::record) {
      for (int64_t i = 0; i < W::record; i += 64) V::prefetch_second(weights + i + at.ahead);
      for (int64_t group = 0; group < 2; group++, x += kQ8Group) {
        add_group<W, Rows>(at, x, weights + group * W::group_bytes, weights + W::scales_at + group * 32, inner);
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

}  // namespace infbench::neon
