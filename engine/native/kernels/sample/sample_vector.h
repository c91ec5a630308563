// Reductions over logits for vectors of one instruction set.
#pragma once

#include "sample.h"

namespace infbench::vector {

// The largest of n values; -infinity where none is a number.
template <class V>
float largest_value(const float* x, int64_t n) {
  const typename V::F lowest = V::set(-__builtin_inff());
  typename V::F best[4] = {lowest, lowest, lowest, lowest};
  int64_t i = 0;
  for (; i + 4 * V::lanes <= n; i += 4 * V::lanes) {
    for (int j = 0; j < 4; j++) best[j] = V::max(V::load(x + i + j * V::lanes), best[j]);
  }
  for (; i < n; i += V::lanes) {
    best[0] = V::max(V::load_n(x + i, n - i < V::lanes ? n - i : V::lanes, lowest), best[0]);
  }
  return V::largest(V::max(V::max(best[0], best[1]), V::max(best[2], best[3])));
}

// One pass: the largest value of each block; only the block that holds the largest of all is searched for its place.
template <class V>
int64_t argmax(const float* x, int64_t n) {
  constexpr int64_t kBlock = 1024;
  float largest = -__builtin_inff();
  int64_t block = 0;
  for (int64_t start = 0; start < n; start += kBlock) {
    const float found = largest_value<V>(x + start, n - start < kBlock ? n - start : kBlock);
    if (found > largest) {
      largest = found;
      block = start;
    }
  }
  const typename V::F wanted = V::set(largest);
  for (int64_t i = block; i < n; i += V::lanes) {
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
    int64_t i = start;
    for (; i + V::lanes <= end; i += V::lanes) {
      const typename V::F term = V::exp(V::mul(V::sub(V::load(x + i), shifts), scales));
      if (out != nullptr) V::store(out + i, term);
      sum = V::add(sum, term);
    }
    if (i < end) {
      const typename V::F scaled = V::mul(V::sub(V::load_n(x + i, end - i, shifts), shifts), scales);
      const typename V::F term = V::first(V::exp(scaled), end - i);
      if (out != nullptr) V::store_n(out + i, term, end - i);
      sum = V::add(sum, term);
    }
    total += V::sum(sum);
  }
  return total;
}

template <class V>
double sum_all(const float* x, int64_t n) {
  constexpr int64_t kRun = 2048;
  double total = 0;
  for (int64_t start = 0; start < n; start += kRun) {
    const int64_t end = start + kRun < n ? start + kRun : n;
    typename V::F sums[4] = {V::zero(), V::zero(), V::zero(), V::zero()};
    int64_t i = start;
    for (; i + 4 * V::lanes <= end; i += 4 * V::lanes) {
      for (int j = 0; j < 4; j++) sums[j] = V::add(sums[j], V::load(x + i + j * V::lanes));
    }
    for (; i < end; i += V::lanes) {
      sums[0] = V::add(sums[0], V::load_n(x + i, end - i < V::lanes ? end - i : V::lanes, V::zero()));
    }
    total += V::sum(V::add(V::add(sums[0], sums[1]), V::add(sums[2], sums[3])));
  }
  return total;
}

// V::max gives its second operand where one is not a number, so such values are never found.
template <class V>
int64_t find_above(const float* x, int64_t from, int64_t n, float threshold) {
  constexpr uint32_t kAll = (1u << V::lanes) - 1;
  const typename V::F thresholds = V::set(threshold);
  int64_t i = from;
  for (; i + 4 * V::lanes <= n; i += 4 * V::lanes) {
    typename V::F most = thresholds;
    for (int j = 0; j < 4; j++) most = V::max(V::load(x + i + j * V::lanes), most);
    if (V::equal(most, thresholds) != kAll) break;
  }
  for (; i < n; i += V::lanes) {
    const int64_t left = n - i < V::lanes ? n - i : V::lanes;
    const typename V::F most = V::max(V::load_n(x + i, left, thresholds), thresholds);
    const uint32_t found = ~V::equal(most, thresholds) & kAll;
    if (found != 0) return i + __builtin_ctz(found);
  }
  return n;
}

}  // namespace infbench::vector
