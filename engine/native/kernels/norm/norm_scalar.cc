#include <cmath>

#include "../quantize/quantize.h"
#include "norm.h"

namespace infbench::scalar {

namespace {

// mean: what is taken off before squaring, 0 for RMSNorm.
void norm_row(const NormArgs& args, int64_t row, double mean, float* scratch) {
  const float* x = args.x + row * args.cols;
  float* y = args.y.type == ActivationType::f32 ? static_cast<float*>(args.y.row(row)) : scratch;
  double squares = 0;
  for (int64_t c = 0; c < args.cols; c++) squares += (x[c] - mean) * (x[c] - mean);
  const double scale = 1 / std::sqrt(squares / static_cast<double>(args.cols) + args.eps);
  for (int64_t c = 0; c < args.cols; c++) {
    const double bias = args.bias == nullptr ? 0 : args.bias[c];
    y[c] = static_cast<float>((x[c] - mean) * scale * args.gain[c] + bias);
  }
  if (y == scratch) store_row(args.y, row, scratch, 0, args.cols);
}

}  // namespace

void rms_norm(const NormArgs& args, int64_t begin, int64_t end, float* scratch) {
  NormArgs plain = args;
  plain.bias = nullptr;
  for (int64_t row = begin; row < end; row++) norm_row(plain, row, 0, scratch);
}

void layer_norm(const NormArgs& args, int64_t begin, int64_t end, float* scratch) {
  for (int64_t row = begin; row < end; row++) {
    const float* x = args.x + row * args.cols;
    double total = 0;
    for (int64_t c = 0; c < args.cols; c++) total += x[c];
    norm_row(args, row, total / static_cast<double>(args.cols), scratch);
  }
}

}  // namespace infbench::scalar
