// Peaks for vectors of one instruction set.
#pragma once

#include "peak.h"

namespace infbench::vector {

template <class V>
double peak_fma(int64_t iterations, float* sink) {
  constexpr int kChains = 12;  // more than latency times units on any core so far
  typename V::F sums[kChains];
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) sums[i] = V::set(static_cast<float>(i));
  typename V::F a = V::set(1e-9f), b = V::set(3.0f);
  for (int64_t k = 0; k < iterations; k++) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; i++) sums[i] = V::fma(a, b, sums[i]);
    __asm__ volatile("" : "+x"(a), "+x"(b));
  }
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) *sink += V::sum(sums[i]);
  return static_cast<double>(iterations) * kChains * V::lanes * 2;
}

template <class V>
float peak_read(const float* data, int64_t count) {
  constexpr int kStreams = 4;
  const int64_t part = count / kStreams / (4 * V::lanes) * (4 * V::lanes);
  typename V::F sums[kStreams * 4];
#pragma GCC unroll 16
  for (int i = 0; i < kStreams * 4; i++) sums[i] = V::zero();
  for (int64_t i = 0; i < part; i += 4 * V::lanes) {
#pragma GCC unroll 16
    for (int s = 0; s < kStreams * 4; s++) {
      sums[s] = V::add(sums[s], V::load(data + s / 4 * part + i + s % 4 * V::lanes));
    }
  }
  float sum = 0;
#pragma GCC unroll 16
  for (int i = 0; i < kStreams * 4; i++) sum += V::sum(sums[i]);
  return sum;
}

}  // namespace infbench::vector
