// Peaks for vectors of one instruction set.
#pragma once

#include "peak.h"

namespace infbench::vector {

// More than latency times units on any core so far, and no more than fit the registers of AVX2.
constexpr int kPeakChains = 12;

template <class V>
double peak_f32(int64_t iterations, float* sink) {
  typename V::F sums[kPeakChains];
#pragma GCC unroll 12
  for (int i = 0; i < kPeakChains; i++) sums[i] = V::set(static_cast<float>(i));
  typename V::F a = V::set(1e-9f), b = V::set(3.0f);
  for (int64_t k = 0; k < iterations; k++) {
#pragma GCC unroll 12
    for (int i = 0; i < kPeakChains; i++) sums[i] = V::fma(a, b, sums[i]);
    V::hide(a);
    V::hide(b);
  }
#pragma GCC unroll 12
  for (int i = 0; i < kPeakChains; i++) *sink += V::sum(sums[i]);
  return static_cast<double>(iterations) * kPeakChains * V::lanes * 2;
}

// As many vectors of each stream at a time as keep the loads independent and the sums in registers.
template <class V, int kStreams>
float read_streams(const float* data, int64_t count) {
  constexpr int kEach = kStreams == 1 ? 8 : kStreams == 8 ? 1 : 4;
  const int64_t part = count / kStreams / (kEach * V::lanes) * (kEach * V::lanes);
  typename V::F sums[kStreams * kEach];
#pragma GCC unroll 16
  for (int i = 0; i < kStreams * kEach; i++) sums[i] = V::zero();
  for (int64_t i = 0; i < part; i += kEach * V::lanes) {
#pragma GCC unroll 16
    for (int s = 0; s < kStreams * kEach; s++) {
      sums[s] = V::add(sums[s], V::load(data + s / kEach * part + i + s % kEach * V::lanes));
    }
  }
  float sum = 0;
#pragma GCC unroll 16
  for (int i = 0; i < kStreams * kEach; i++) sum += V::sum(sums[i]);
  return sum;
}

template <class V>
float peak_read(const float* data, int64_t count, int streams) {
  switch (streams) {
    case 8: return read_streams<V, 8>(data, count);
    case 4: return read_streams<V, 4>(data, count);
    case 2: return read_streams<V, 2>(data, count);
    default: return read_streams<V, 1>(data, count);
  }
}

// Two vectors at a time, so that chains of sums do not decide.
template <class V, int kProducts>
float walk_products(const float* data, int64_t count) {
  typename V::F sums[2 * kProducts], factors[kProducts];
#pragma GCC unroll 8
  for (int i = 0; i < 2 * kProducts; i++) sums[i] = V::zero();
#pragma GCC unroll 4
  for (int i = 0; i < kProducts; i++) factors[i] = V::set(1.0f + static_cast<float>(i));
  for (int64_t at = 0; at + 2 * V::lanes <= count; at += 2 * V::lanes) {
    const typename V::F low = V::load(data + at), high = V::load(data + at + V::lanes);
#pragma GCC unroll 4
    for (int i = 0; i < kProducts; i++) {
      sums[2 * i] = V::fma(low, factors[i], sums[2 * i]);
      sums[2 * i + 1] = V::fma(high, factors[i], sums[2 * i + 1]);
    }
  }
  float sum = 0;
#pragma GCC unroll 8
  for (int i = 0; i < 2 * kProducts; i++) sum += V::sum(sums[i]);
  return sum;
}

template <class V>
float peak_walk(const float* data, int64_t count, int products) {
  return products == 4 ? walk_products<V, 4>(data, count) : walk_products<V, 1>(data, count);
}

}  // namespace infbench::vector
