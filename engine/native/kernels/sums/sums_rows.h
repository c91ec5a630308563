// The loops over rows and groups, the same for every instruction set. Sums brings
//   group(x)                     the sum of 32 floats, in the order of sums.h
//   q8(shape, row, groups, y)    the sums of a row of integers
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

template <class Sums>
void group_sums(const SumsArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    float* const y = args.y + row * args.groups;
    const void* const x = args.x.row(row);
    if (args.x.type == ActivationType::q8) {
      Sums::q8(args.x.q8, x, args.groups, y);
    } else {
      sum_f32<Sums>(static_cast<const float*>(x), args.cols, y);
    }
  }
}

}  // namespace infbench::vector
