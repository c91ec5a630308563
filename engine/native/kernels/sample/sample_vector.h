// Reductions over logits for vectors of one instruction set.
#pragma once

#include "sample.h"

namespace infbench::vector {

// Two passes over a row that lies in cache: the largest value, then the first place that holds it.
template <class V>
int64_t argmax(const float* x, int64_t n) {
  const typename V::F lowest = V::set(-__builtin_inff());
  typename V::F best[4] = {lowest, lowest, lowest, lowest};
  int64_t i = 0;
  for (; i + 4 * V::lanes <= n; i += 4 * V::lanes) {
    for (int j = 0; j < 4; j++) best[j] = V::max(V::load(x + i + j * V::lanes), best[j]);
  }
  for (; i < n; i += V::lanes) {
    best[0] = V::max(V::load_n(x + i, n - i < V::lanes ? n - i : V::lanes, lowest), best[0]);
  }
  const float largest = V::largest(V::max(V::max(best[0], best[1]), V::max(best[2], best[3])));
  const typename V::F wanted = V::set(largest);
  for (i = 0; i < n; i += V::lanes) {
    const int64_t left = n - i < V::lanes ? n - i : V::lanes;
    const uint32_t found = V::equal(V::load_n(x + i, left, V::set(__builtin_nanf(""))), wanted);
    if (found != 0) return i + __builtin_ctz(found);
  }
  return 0;
}

// Floats are summed over short runs only; runs are summed in double.
template <class V>
double exp_sum(const float* x, int64_t n, float shift, float scale, float* out) {
  constexpr int64_t kRun = 512;
  const typename V::F shifts = V::set(shift);
  const typename V::F scales = V::set(scale);
  double total = 0;
  for (int64_t start = 0; start < n; start += kRun) {
    const int64_t end = start + kRun < n ? start + kRun : n;
    typename V::F sum = V::zero();
    for (int64_t i = start; i < end; i += V::lanes) {
      const int64_t left = end - i < V::lanes ? end - i : V::lanes;
      const typename V::F scaled = V::mul(V::sub(V::load_n(x + i, left, shifts), shifts), scales);
      const typename V::F term = V::first(V::exp(scaled), left);
      if (out != nullptr) V::store_n(out + i, term, left);
      sum = V::add(sum, term);
    }
    total += V::sum(sum);
  }
  return total;
}

}  // namespace infbench::vector
