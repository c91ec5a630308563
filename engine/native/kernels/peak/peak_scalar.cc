#include "peak.h"

namespace infbench::scalar {

double peak_f32(int64_t iterations, float* sink) {
  float sums[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  for (int64_t i = 0; i < iterations; i++) {
    for (float& sum : sums) sum = sum * 0.5f + 1.0f;
  }
  for (const float sum : sums) *sink += sum;
  return static_cast<double>(iterations) * 8 * 2;
}

float peak_read(const float* data, int64_t count, int streams) {
  constexpr int kMost = 8;
  float sums[kMost] = {};
  const int64_t part = count / streams;
  for (int64_t i = 0; i < part; i++) {
    for (int s = 0; s < streams; s++) sums[s] += data[s * part + i];
  }
  float sum = 0;
  for (const float each : sums) sum += each;
  return sum;
}

float peak_walk(const float* data, int64_t count, int products) {
  float sums[4] = {};
  for (int64_t i = 0; i < count; i++) {
    for (int p = 0; p < products; p++) sums[p] += data[i] * static_cast<float>(p + 1);
  }
  return sums[0] + sums[1] + sums[2] + sums[3];
}

}  // namespace infbench::scalar
