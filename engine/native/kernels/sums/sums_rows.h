// The loops over rows and groups, the same for every instruction set. Sums::group(x) brings the sum of 32 floats, in the
// order of sums.h.
#pragma once

#include <cstddef>

#include "sums.h"

namespace infbench::vector {

template <class Sums>
void sum_f32(const float* x, int64_t cols, float* y) {
  const int64_t whole = cols / kQ8Group, left = cols % kQ8Group;
  for (int64_t g = 0; g < whole; g++) y[g] = Sums::group(x + g * kQ8Group);
  if (left == 0) return;
  float last[kQ8Group] = {};
  __builtin_memcpy(last, x + whole * kQ8Group, static_cast<size_t>(left) * sizeof(float));
  y[whole] = Sums::group(last);
}

// The start of a group, as a float, is its offset - zero * scale * sum (q8.h); zero is a power of two, so all is exact.
static inline void sum_q8(const Q8Shape& q8, const void* row, int64_t groups, float* y) {
  const Q8Head* const heads = q8.heads(row);
  const float inverse = 1.0f / static_cast<float>(q8.zero);
  for (int64_t g = 0; g < groups; g++) y[g] = (heads[g].offset - float_of_bits(heads[g].start)) * inverse;
}

template <class Sums>
void group_sums(const SumsArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    float* const y = args.y + row * args.groups;
    const void* const x = args.x.row(row);
    if (args.x.type == ActivationType::q8) {
      sum_q8(args.x.q8, x, args.groups, y);
    } else {
      sum_f32<Sums>(static_cast<const float*>(x), args.cols, y);
    }
  }
}

}  // namespace infbench::vector
