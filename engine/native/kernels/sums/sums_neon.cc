// The sums of sums_scalar.cc, four lanes at a time, in the same order: the same bits.
#include "../vec_neon.h"
#include "sums_rows.h"

namespace infbench::neon {

namespace {

struct Sums {
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
