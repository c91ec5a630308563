#include <cstring>

#include "sums.h"

namespace infbench::scalar {

namespace {

// start = -zero * sum, and zero is a power of two: the product with its reciprocal is exact.
void sum_q8(const Q8Shape& q8, const void* row, int64_t groups, float* y) {
  const int32_t* const starts = q8.starts(row);
  const float* const scales = q8.row_scales(row);
  const float inverse = -1.0f / static_cast<float>(q8.zero);
  const int64_t span_groups = q8.span / kQ8Group;
  for (int64_t first = 0, span = 0; first < groups; first += span_groups, span++) {
    const int64_t end = first + span_groups < groups ? first + span_groups : groups;
    for (int64_t g = first; g < end; g++) y[g] = scales[span] * (static_cast<float>(starts[g]) * inverse);
  }
}

template <int Half>
void fold(float* values) {
  for (int i = 0; i < Half; i++) values[i] += values[i + Half];
}

float sum_group(const float* x) {
  float sums[16];
  for (int i = 0; i < 16; i++) sums[i] = x[i] + x[i + 16];
  fold<8>(sums);
  fold<4>(sums);
  fold<2>(sums);
  return sums[0] + sums[1];
}

void sum_f32(const float* x, int64_t cols, float* y) {
  const int64_t whole = cols / kQ8Group;
  for (int64_t g = 0; g < whole; g++) y[g] = sum_group(x + g * kQ8Group);
  if (cols % kQ8Group == 0) return;
  float last[kQ8Group] = {};
  std::memcpy(last, x + whole * kQ8Group, static_cast<size_t>(cols % kQ8Group) * sizeof(float));
  y[whole] = sum_group(last);
}

}  // namespace

void group_sums(const SumsArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    float* const y = args.y + row * args.groups;
    const void* const x = args.x.row(row);
    if (args.x.type == ActivationType::q8) {
      sum_q8(args.x.q8, x, args.groups, y);
    } else {
      sum_f32(static_cast<const float*>(x), args.cols, y);
    }
  }
}

}  // namespace infbench::scalar
