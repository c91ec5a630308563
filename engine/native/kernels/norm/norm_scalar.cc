#include <cmath>

#include "norm.h"

namespace infbench::scalar {

void rms_norm(const NormArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const float* x = args.x + row * args.cols;
    float* y = args.y + row * args.cols;
    double squares = 0;
    for (int64_t c = 0; c < args.cols; c++) squares += static_cast<double>(x[c]) * x[c];
    const double scale = 1 / std::sqrt(squares / static_cast<double>(args.cols) + args.eps);
    for (int64_t c = 0; c < args.cols; c++) y[c] = static_cast<float>(x[c] * scale * args.gain[c]);
  }
}

}  // namespace infbench::scalar
