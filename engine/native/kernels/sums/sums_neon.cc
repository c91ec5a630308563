// The sums of sums_scalar.cc, four lanes at a time, in the same order: the same bits.
#include "../vec_neon.h"
#include "sums_rows.h"

namespace infbench::neon {

namespace {

// scale * (start * inverse) for groups [first, end), which share one scale or (each) have one each.
template <bool Each>
INFBENCH_INLINE void scale_starts(const int32_t* starts, const float* scales, float inverse, int64_t first, int64_t end,
                                  float* y) {
  int64_t g = first;
  for (; g + Vec::lanes <= end; g += Vec::lanes) {
    const float32x4_t sums = vmulq_n_f32(vcvtq_f32_s32(vld1q_s32(starts + g)), inverse);
    vst1q_f32(y + g, vmulq_f32(Each ? vld1q_f32(scales + g) : vdupq_n_f32(*scales), sums));
  }
  for (; g < end; g++) y[g] = scales[Each ? g : 0] * (static_cast<float>(starts[g]) * inverse);
}

struct Sums {
  static void q8(const Q8Shape& q8, const void* row, int64_t groups, float* y) {
    const int32_t* const starts = q8.starts(row);
    const float* scales = q8.row_scales(row);
    const float inverse = -1.0f / static_cast<float>(q8.zero);
    const int64_t span_groups = q8.span / kQ8Group;
    if (span_groups == 1) return scale_starts<true>(starts, scales, inverse, 0, groups, y);
    for (int64_t first = 0; first < groups; first += span_groups, scales++) {
      const int64_t end = first + span_groups;
      scale_starts<false>(starts, scales, inverse, first, end < groups ? end : groups, y);
    }
  }

  INFBENCH_INLINE float group(const float* x) {
    float32x4_t sums[4];
    for (int i = 0; i < 4; i++) sums[i] = vaddq_f32(vld1q_f32(x + 4 * i), vld1q_f32(x + 4 * i + 16));
    const float32x4_t four = vaddq_f32(vaddq_f32(sums[0], sums[2]), vaddq_f32(sums[1], sums[3]));
    const float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
    return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
  }
};

}  // namespace

void group_sums(const SumsArgs& args, int64_t begin, int64_t end) { vector::group_sums<Sums>(args, begin, end); }

}  // namespace infbench::neon
