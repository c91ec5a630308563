#include "../vec_neon.h"
#include "sample_vector.h"

namespace infbench::neon {

int64_t argmax(const float* x, int64_t n) { return vector::argmax<Vec>(x, n); }

double exp_sum(const float* x, int64_t n, float shift, float scale, float* out) {
  return vector::exp_sum<Vec>(x, n, shift, scale, out);
}

}  // namespace infbench::neon
