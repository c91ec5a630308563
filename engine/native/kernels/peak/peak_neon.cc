#include "../vec_neon.h"
#include "peak_vector.h"

namespace infbench::neon {

double peak_f32(int64_t iterations, float* sink) { return vector::peak_f32<Vec>(iterations, sink); }

double peak_int8(int64_t iterations, float* sink) {
  constexpr int kChains = 12;
  int32x4_t sums[kChains];
  int8x16_t a = vdupq_n_s8(1), b = vdupq_n_s8(2);
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) sums[i] = vdupq_n_s32(i);
  for (int64_t k = 0; k < iterations; k++) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; i++) sums[i] = vdotq_s32(sums[i], a, b);
    __asm__ volatile("" : "+w"(a), "+w"(b));
  }
#pragma GCC unroll 12
  for (int i = 0; i < kChains; i++) *sink += static_cast<float>(vaddvq_s32(sums[i]));
  return static_cast<double>(iterations) * kChains * 16 * 2;
}

float peak_read(const float* data, int64_t count, int streams) { return vector::peak_read<Vec>(data, count, streams); }

float peak_walk(const float* data, int64_t count, int products) {
  return vector::peak_walk<Vec>(data, count, products);
}

}  // namespace infbench::neon
