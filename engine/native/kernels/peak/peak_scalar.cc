#include "peak.h"

namespace infbench::scalar {

double peak_fma(int64_t iterations, float* sink) {
  float sums[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  for (int64_t i = 0; i < iterations; i++) {
    for (float& sum : sums) sum = sum * 0.5f + 1.0f;
  }
  for (const float sum : sums) *sink += sum;
  return static_cast<double>(iterations) * 8 * 2;
}

float peak_read(const float* data, int64_t count) {
  float sums[4] = {};
  const int64_t quarter = count / 4;
  for (int64_t i = 0; i < quarter; i++) {
    for (int s = 0; s < 4; s++) sums[s] += data[s * quarter + i];
  }
  return sums[0] + sums[1] + sums[2] + sums[3];
}

}  // namespace infbench::scalar
