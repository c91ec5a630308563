#include <cmath>

#include "sample.h"

namespace infbench::scalar {

int64_t argmax(const float* x, int64_t n) {
  int64_t best = 0;
  for (int64_t i = 1; i < n; i++) {
    if (x[i] > x[best]) best = i;
  }
  return best;
}

double exp_sum(const float* x, int64_t n, float shift, float scale, float* out) {
  double sum = 0;
  for (int64_t i = 0; i < n; i++) {
    const double term = std::exp((static_cast<double>(x[i]) - shift) * scale);
    if (out != nullptr) out[i] = static_cast<float>(term);
    sum += term;
  }
  return sum;
}

double sum(const float* x, int64_t n) {
  double total = 0;
  for (int64_t i = 0; i < n; i++) total += x[i];
  return total;
}

int64_t find_above(const float* x, int64_t from, int64_t n, float threshold) {
  while (from < n && !(x[from] > threshold)) from++;
  return from;
}

}  // namespace infbench::scalar
