#include <cmath>

#include "../../quantize/quantize.h"
#include "gate.h"

namespace infbench::scalar {

namespace {

double activation_of(Activation kind, double x) {
  switch (kind) {
    case Activation::silu: return x / (1 + std::exp(-x));
    case Activation::gelu_tanh: return x / 2 * (1 + std::tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));
    case Activation::gelu_erf: return x / 2 * (1 + std::erf(x * 0.7071067811865476));
    default: return x > 0 ? x : 0;
  }
}

}  // namespace

void gate(const GateArgs& args, int64_t rows) {
  for (int64_t row = 0; row < rows; row++) {
    float* const values = args.x + row * 2 * args.cols;
    for (int64_t c = 0; c < args.cols; c++) {
      values[c] = static_cast<float>(activation_of(args.activation, values[c]) * values[args.cols + c]);
    }
    store_row(args.y, row, values, args.first_col, args.cols);
  }
}

}  // namespace infbench::scalar
