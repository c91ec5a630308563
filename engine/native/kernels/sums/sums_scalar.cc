#include "sums_rows.h"

namespace infbench::scalar {

namespace {

template <int Half>
void fold(float* values) {
  for (int i = 0; i < Half; i++) values[i] += values[i + Half];
}

struct Sums {
  // start = -zero * sum, and zero is a power of two: the product with its reciprocal is exact.
  static void q8(const Q8Shape& q8, const void* row, int64_t groups, float* y) {
    const int32_t* const starts = q8.starts(row);
    const float* const scales = q8.row_scales(row);
    const float inverse = -1.0f / static_cast<float>(q8.zero);
    const int64_t span_groups = q8.span / kQ8Group;
    for (int64_t first = 0, span = 0; first < groups; first += span_groups, span++) {
      const int64_t end = first + span_groups < groups ? first + span_groups : groups;
      for (int64_t g = first; g < end; g++) y[g] = scales[span] * (static_cast<float>(starts[g]) * inverse);
    }
  }

  static float group(const float* x) {
    float sums[16];
    for (int i = 0; i < 16; i++) sums[i] = x[i] + x[i + 16];
    fold<8>(sums);
    fold<4>(sums);
    fold<2>(sums);
    return sums[0] + sums[1];
  }
};

}  // namespace

void group_sums(const SumsArgs& args, int64_t begin, int64_t end) { vector::group_sums<Sums>(args, begin, end); }

}  // namespace infbench::scalar
