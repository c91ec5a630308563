#include <cmath>

#include "activation.h"

namespace infbench::scalar {

void gated_silu(const GatedArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const float* gate = args.x + row * 2 * args.cols;
    const float* up = gate + args.cols;
    float* y = args.y + row * args.cols;
    for (int64_t c = 0; c < args.cols; c++) {
      const double g = gate[c];
      y[c] = static_cast<float>(g / (1 + std::exp(-g)) * up[c]);
    }
  }
}

void add(const AddArgs& args, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; i++) args.y[i] = args.a[i] + args.b[i];
}

}  // namespace infbench::scalar
