// Integer layers with sdot: a line of weights is 4 inputs of 16 outputs, four vectors; a row brings 16 activations, four
// of which are chosen by lane. Weights become signed bytes in registers, so that sums begin at the bits of the head's
// offset, not at its start; being exact they are the same. A tile is 4 rows x 1 block: 16 integer sums, 4 vectors of weights, 4 of activations of 32 registers.
#include <cstddef>

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

INFBENCH_INLINE float offset_of(const uint8_t* head) {
  float x;
  __builtin_memcpy(&x, head + offsetof(Q8Head, offset), sizeof x);
  return x;
}

struct Tiles {
  using V = Vec;
  static constexpr int64_t kRows = 4, kBlocks = 1;
  static constexpr bool kStoresOutputs = false;

  template <class W>
  static constexpr int64_t narrow(bool) {
    return kRows;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t) {
    return 8 * W::record;
  }

  // Lines from Line on that meet 16 activations, x[0..15] of each row: inputs 4 Lane .. 4 Lane + 3 of them.
  template <class W, int Rows, int Lane>
  INFBENCH_INLINE void add_lines(const uint8_t* line, int part, const int8x16_t (&x)[Rows],
                                 int32x4_t (&bits)[Rows][4]) {
    for (int v = 0; v < 4; v++) {
      const int8x16_t w = signed_bytes(W{}, vld1q_u8(line + v * 16), part);
      for (int r = 0; r < Rows; r++) bits[r][v] = vdotq_laneq_s32(bits[r][v], w, x[r], Lane);
    }
    if constexpr (Lane < 3) add_lines<W, Rows, Lane + 1>(line + 64, part, x, bits);
  }

  // The integer sums of one group, scaled onto `sums`. x, head: of the first row.
  template <class W, int Rows>
  INFBENCH_INLINE void add_group(const IntTile& at, const uint8_t* x, const uint8_t* head, const uint8_t* weights,
                                 const uint8_t* scales, float32x4_t (&sums)[Rows][4]) {
    float32x4_t offset[Rows];
    int32x4_t bits[Rows][4];
    for (int r = 0; r < Rows; r++) {
      offset[r] = vdupq_n_f32(offset_of(head + r * at.x_stride));
      for (int v = 0; v < 4; v++) bits[r][v] = vreinterpretq_s32_f32(offset[r]);
    }
    for (int half = 0; half < 2; half++) {
      int8x16_t activations[Rows];
      for (int r = 0; r < Rows; r++) {
        activations[r] = vreinterpretq_s8_u8(vld1q_u8(x + r * at.x_stride + half * 16));
      }
      // int4: both halves of the inputs lie in the same four lines; int8: in four lines each.
      add_lines<W, Rows, 0>(weights + (W::parts == 1 ? half * 256 : 0), half, activations, bits);
    }
    for (int v = 0; v < 4; v++) {
      const float32x4_t scale = scale_of(scales + v * 8);
      for (int r = 0; r < Rows; r++) {
        sums[r][v] = vfmaq_f32(sums[r][v], vsubq_f32(vreinterpretq_f32_s32(bits[r][v]), offset[r]), scale);
      }
    }
  }

  template <class W, int Rows, int Blocks>
  static __attribute__((noinline)) void tile(const IntTile& at) {
    static_assert(Blocks == 1, "a tile is one block wide");
    float32x4_t sums[Rows][4];
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < 4; v++) sums[r][v] = vdupq_n_f32(0);
    }
    const uint8_t* x = at.x;
    const uint8_t* head = at.x + at.heads_at;
    const uint8_t* weights = at.weights;
    for (int64_t record = 0; record < at.records; record++, weights += W::record) {
      for (int64_t i = 0; i < W::record; i += 64) V::prefetch_second(weights + i + at.ahead);
      for (int64_t group = 0; group < 2; group++, x += kQ8Group, head += sizeof(Q8Head)) {
        add_group<W, Rows>(at, x, head, weights + group * W::group_bytes, weights + W::scales_at + group * 32, sums);
      }
    }
    for (int r = 0; r < Rows; r++) {
      for (int v = 0; v < 4; v++) vst1q_f32(at.sums + r * 16 + v * 4, sums[r][v]);
    }
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
