#include "../vec_neon.h"
#include "sample_vector.h"

namespace infbench::neon {

int64_t argmax(const float* x, int64_t n) { return vector::argmax<Vec>(x, n); }

double exp_sum(const float* x, int64_t n, float shift, float scale, float* out) {
  return vector::exp_sum<Vec>(x, n, shift, scale, out);
}

double sum(const float* x, int64_t n) { return vector::sum_all<Vec>(x, n); }

int64_t find_above(const float* x, int64_t from, int64_t n, float threshold) {
  return vector::find_above<Vec>(x, from, n, threshold);
}

}  // namespace infbench::neon
