// A factor of integer dot products as two bytes, x = 256 high + low, high signed and low signed: 15 bits, so that the error
// of a score is near 1e-5 of the largest. x is a float times 32512 / the largest magnitude.
#pragma once

#include <cstddef>

#include "../kv/kv_layout.h"

namespace infbench::vector {

// 127 * 256, so that the high byte fits; less for long heads, so that a score fits in 31 bits.
constexpr float kMost = 32512;
INFBENCH_INLINE float most_of(int64_t dims) { return dims <= 512 ? kMost : kMost * 512 / static_cast<float>(dims); }

// How sums of products with a factor start, and what turns them into floats.
struct Factor {
  int32_t start;
  float scale;
};
constexpr int64_t kFactorWords = sizeof(Factor) / 4;

INFBENCH_INLINE Factor factor_at(const float* p) {
  Factor factor;
  __builtin_memcpy(&factor, p, sizeof factor);
  return factor;
}

// Splits floats times `to_int` into bytes and adds them up.
template <class V>
struct Splitter {
  typename V::F to_int;
  typename V::I sum = V::set_int(0);

  // most: what `largest` becomes. largest 0: all are 0.
  Splitter(float largest, float most) : to_int(V::set(most / largest > 3e38f ? 0 : most / largest)) {}

  // V::lanes bytes each.
  void split(typename V::F x, void* high_bytes, void* low_bytes) {
    const auto all = V::to_int(V::mul(x, to_int));
    sum = V::add_int(sum, all);
    V::store_bytes(high_bytes, V::high_bytes(all));
    V::store_bytes(low_bytes, all);  // all - 256 high
  }
  Factor factor(float scale) const { return {-kKvZero * V::sum_int(sum), scale}; }
};

// `count` floats times `scale` as [Factor][high bytes][low bytes], each `bytes` long: zeros from `count` on.
template <class V>
void split_row(const float* x, int64_t count, int64_t bytes, float scale, float* out) {
  const auto load = [&](int64_t at) { return V::load_n(x + at, count - at < V::lanes ? count - at : V::lanes, V::zero()); };
  auto magnitude = V::zero();
  for (int64_t at = 0; at < count; at += V::lanes) magnitude = V::max(magnitude, V::abs(load(at)));
  const float largest = V::largest(magnitude), most = most_of(count);
  Splitter<V> splitter(largest, most);
  uint8_t* const high = reinterpret_cast<uint8_t*>(out + kFactorWords);
  for (int64_t at = 0; at < bytes; at += V::lanes) {
    uint8_t pieces[2][V::lanes];
    splitter.split(load(at), pieces[0], pieces[1]);
    const size_t kept = static_cast<size_t>(bytes - at < V::lanes ? bytes - at : V::lanes);
    __builtin_memcpy(high + at, pieces[0], kept);
    __builtin_memcpy(high + bytes + at, pieces[1], kept);
  }
  const Factor factor = splitter.factor(largest / most * scale);
  __builtin_memcpy(out, &factor, sizeof factor);
}

}  // namespace infbench::vector
