// Activations over vectors of one instruction set.
#pragma once

#include "../quantize/quantize_vector.h"
#include "activation.h"
#include "functions_vector.h"

namespace infbench::vector {

// One row: y = act(gate), times up where it is not null.
template <class V, Activation A, bool Gated>
void activate_row(const float* gate, const float* up, float* y, int64_t cols) {
  int64_t c = 0;
  for (; c + V::lanes <= cols; c += V::lanes) {
    typename V::F v = activation_of<V, A>(V::load(gate + c));
    if (Gated) v = V::mul(v, V::load(up + c));
    V::store(y + c, v);
  }
  if (c == cols) return;
  const int64_t n = cols - c;
  typename V::F v = activation_of<V, A>(V::load_n(gate + c, n, V::zero()));
  if (Gated) v = V::mul(v, V::load_n(up + c, n, V::zero()));
  V::store_n(y + c, v, n);
}

template <class V, Activation A, bool Gated>
void activate_rows(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  const bool direct = args.y.type == ActivationType::f32;
  for (int64_t row = begin; row < end; row++) {
    const float* const x = args.x + row * args.cols * (Gated ? 2 : 1);
    float* const y = direct ? static_cast<float*>(args.y.row(row)) : scratch;
    activate_row<V, A, Gated>(x, x + args.cols, y, args.cols);
    if (!direct) store_row<V>(args.y, row, y, 0, args.cols);
  }
}

template <class V, bool Gated>
void any_rows(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  switch (args.kind) {
    case Activation::silu: return activate_rows<V, Activation::silu, Gated>(args, begin, end, scratch);
    case Activation::gelu_tanh: return activate_rows<V, Activation::gelu_tanh, Gated>(args, begin, end, scratch);
    case Activation::gelu_erf: return activate_rows<V, Activation::gelu_erf, Gated>(args, begin, end, scratch);
    case Activation::relu: return activate_rows<V, Activation::relu, Gated>(args, begin, end, scratch);
  }
}

template <class V>
void gated(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  any_rows<V, true>(args, begin, end, scratch);
}

template <class V>
void activate(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  any_rows<V, false>(args, begin, end, scratch);
}

template <class V>
void add(const AddArgs& args, int64_t begin, int64_t end) {
  int64_t i = begin;
  for (; i + V::lanes <= end; i += V::lanes) V::store(args.y + i, V::add(V::load(args.a + i), V::load(args.b + i)));
  if (i < end) {
    const int64_t n = end - i;
    V::store_n(args.y + i, V::add(V::load_n(args.a + i, n, V::zero()), V::load_n(args.b + i, n, V::zero())), n);
  }
}

}  // namespace infbench::vector
