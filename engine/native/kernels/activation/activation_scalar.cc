#include <cmath>

#include "../quantize/quantize.h"
#include "activation.h"

namespace infbench::scalar {

double activation_of(Activation kind, double x) {
  switch (kind) {
    case Activation::silu: return x / (1 + std::exp(-x));
    case Activation::gelu_tanh: return x / (1 + std::exp(-2 * std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case Activation::gelu_erf: return x / 2 * std::erfc(-x * std::sqrt(0.5));
    default: return x > 0 ? x : 0;
  }
}

void gated(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  for (int64_t row = begin; row < end; row++) {
    const float* gate = args.x + row * 2 * args.cols;
    const float* up = gate + args.cols;
    float* y = args.y.type == ActivationType::f32 ? static_cast<float*>(args.y.row(row)) : scratch;
    for (int64_t c = 0; c < args.cols; c++) y[c] = static_cast<float>(activation_of(args.kind, gate[c]) * up[c]);
    if (y == scratch) store_row(args.y, row, scratch, 0, args.cols);
  }
}

void activate(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  for (int64_t row = begin; row < end; row++) {
    const float* x = args.x + row * args.cols;
    float* y = args.y.type == ActivationType::f32 ? static_cast<float*>(args.y.row(row)) : scratch;
    for (int64_t c = 0; c < args.cols; c++) y[c] = static_cast<float>(activation_of(args.kind, x[c]));
    if (y == scratch) store_row(args.y, row, scratch, 0, args.cols);
  }
}

void add(const AddArgs& args, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; i++) args.y[i] = args.a[i] + args.b[i];
}

}  // namespace infbench::scalar
