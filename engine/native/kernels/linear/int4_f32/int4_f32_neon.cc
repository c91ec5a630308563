#include "../../vec_neon.h"
#include "int4_f32_tile.h"

namespace infbench::neon {

namespace {

struct Unpack {
  using V = Vec;
  static constexpr int64_t kRows = 5, kBlocks = 1;

  template <class W>
  static constexpr int64_t narrow(bool) {
    return 0;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t) {
    return 0;
  }
  INFBENCH_INLINE float32x4_t half(const uint8_t* p) { return vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8(p))); }
  INFBENCH_INLINE float32x4_t nibble(const uint8_t* line, int shift) {
    const uint32x4_t low = vshlq_u32(vreinterpretq_u32_u8(vld1q_u8(line)), vdupq_n_s32(-shift));
    return vcvtq_f32_u32(vandq_u32(low, vdupq_n_u32(15)));
  }
};

}  // namespace

void linear_int4_f32(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<vector::FloatTiles<Unpack>, vector::Int4Weights>(args, part);
}

}  // namespace infbench::neon
