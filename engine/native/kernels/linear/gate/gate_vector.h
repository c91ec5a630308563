// Joining the two products of a gated layer, over vectors of one instruction set.
#pragma once

#include "../../activation/functions_vector.h"
#include "../../quantize/quantize_vector.h"
#include "gate.h"

namespace infbench::vector {

template <class V, Activation A>
void join(float* values, int64_t cols) {
  for (int64_t c = 0; c < cols; c += V::lanes) {
    V::store(values + c, V::mul(activation_of<V, A>(V::load(values + c)), V::load(values + cols + c)));
  }
}

template <class V>
void gate(const GateArgs& args, int64_t rows) {
  for (int64_t row = 0; row < rows; row++) {
    float* const values = args.x + row * 2 * args.cols;
    switch (args.activation) {
      case Activation::silu: join<V, Activation::silu>(values, args.cols); break;
      case Activation::gelu_tanh: join<V, Activation::gelu_tanh>(values, args.cols); break;
      case Activation::gelu_erf: join<V, Activation::gelu_erf>(values, args.cols); break;
      default: join<V, Activation::relu>(values, args.cols); break;
    }
    store_row<V>(args.y, row, values, args.first_col, args.cols);
  }
}

}  // namespace infbench::vector
