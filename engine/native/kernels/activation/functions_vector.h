// act(x) of the plan's activations over vectors of one instruction set. Formulas in activation.h; gated, activate and
// linear_gated share this file, so that fused and unfused layers hold the same values.
#pragma once

#include "../number_type.h"

namespace infbench::vector {

// x / (1 + exp(-x))
template <class V>
typename V::F silu(typename V::F x) {
  return V::ratio(x, V::add(V::set(1.0f), V::exp(V::sub(V::zero(), x))));
}

// x / (1 + exp(-2 u)), which is x / 2 (1 + tanh u); 2 u = x (1.5957691 + 0.07135481 x^2).
template <class V>
typename V::F gelu_tanh(typename V::F x) {
  const typename V::F slope = V::fma(V::mul(x, x), V::set(0.0713548162726f), V::set(1.59576912160573f));
  return V::ratio(x, V::add(V::set(1.0f), V::exp(V::fnma(x, slope, V::zero()))));
}

// max(x, 0) - |x|/2 erfc(z), z = |x| / sqrt(2); erfc(z) = exp(-z^2) t q(t), t = 1 / (1 + 0.3 z). q is a polynomial of
// degree 8 through the Chebyshev points of [0.26, 1] (z up to 9.4, where exp leaves the floats): relative error 2.4e-8.
constexpr float kErfcx[] = {0.1691758123f,  0.1709027154f,  0.1471231408f, 0.2192762348f, -0.1040551480f,
                            0.5603273815f, -0.5225359621f, 0.4902051398f, -0.1304193342f};

template <class V>
typename V::F gelu_erf(typename V::F x) {
  const typename V::F size = V::abs(x);
  const typename V::F one = V::set(1.0f);
  const typename V::F t = V::ratio(one, V::fma(size, V::set(0.212132034356f), one));
  typename V::F q = V::set(kErfcx[8]);
  for (int i = 7; i >= 0; i--) q = V::fma(q, t, V::set(kErfcx[i]));
  const typename V::F bell = V::exp(V::mul(V::mul(size, size), V::set(-0.5f)));
  const typename V::F tail = V::mul(V::mul(V::mul(size, V::set(0.5f)), bell), V::mul(t, q));
  return V::sub(V::max(x, V::zero()), tail);
}

template <class V, Activation A>
typename V::F activation_of(typename V::F x) {
  if constexpr (A == Activation::silu) return silu<V>(x);
  if constexpr (A == Activation::gelu_tanh) return gelu_tanh<V>(x);
  if constexpr (A == Activation::gelu_erf) return gelu_erf<V>(x);
  if constexpr (A == Activation::relu) return V::max(x, V::zero());
}

// The same, chosen at run time.
template <class V>
typename V::F any_activation(Activation kind, typename V::F x) {
  switch (kind) {
    case Activation::silu: return activation_of<V, Activation::silu>(x);
    case Activation::gelu_tanh: return activation_of<V, Activation::gelu_tanh>(x);
    case Activation::gelu_erf: return activation_of<V, Activation::gelu_erf>(x);
    default: return activation_of<V, Activation::relu>(x);
  }
}

}  // namespace infbench::vector
