#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

#include "sample.h"

namespace infbench {

namespace {

// The k-th largest logit, by a heap of the k largest seen so far: one comparison for most elements.
float kth_largest(const float* logits, int64_t n, int32_t k, float* heap) {
  std::copy(logits, logits + k, heap);
  std::make_heap(heap, heap + k, std::greater<float>());
  for (int64_t i = k; i < n; i++) {
    if (!(logits[i] > heap[0])) continue;
    std::pop_heap(heap, heap + k, std::greater<float>());
    heap[k - 1] = logits[i];
    std::push_heap(heap, heap + k, std::greater<float>());
  }
  return heap[0];
}

// Buckets of weights in [0, 1] by the top bits of the float (8 of exponent, 3 of mantissa): monotone in the weight.
constexpr int kBuckets = 1024;

int bucket_of(float weight) {
  uint32_t bits;
  std::memcpy(&bits, &weight, sizeof bits);
  return std::min(kBuckets - 1, static_cast<int>(bits >> 20));
}

// Zeroes the weights outside the smallest set whose sum reaches top_p * total; returns the sum kept. Buckets find the
// place of the cut in one pass, so that only one bucket has to be sorted.
double keep_top_p(float* weights, int64_t n, double total, double top_p, int32_t* work) {
  double sums[kBuckets] = {};
  for (int64_t i = 0; i < n; i++) sums[bucket_of(weights[i])] += weights[i];
  const double wanted = top_p * total;
  double kept = 0;
  int cut = kBuckets - 1;
  while (cut > 0 && (sums[cut] == 0 || kept + sums[cut] < wanted)) kept += sums[cut--];
  int64_t count = 0;
  for (int64_t i = 0; i < n; i++) {
    const int bucket = bucket_of(weights[i]);
    if (bucket == cut) work[count++] = static_cast<int32_t>(i);
    if (bucket < cut) weights[i] = 0;
  }
  std::sort(work, work + count, [&](int32_t a, int32_t b) {
    return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
  });
  int64_t place = 0;
  for (; place < count && (kept < wanted || kept == 0); place++) kept += weights[work[place]];
  for (; place < count; place++) weights[work[place]] = 0;
  return kept;
}

// The first index whose cumulative weight exceeds draw * total; the last kept one where rounding leaves none.
int64_t inverse_cdf(const float* weights, int64_t n, double total, double draw, int64_t fallback) {
  const double target = draw * total;
  double sum = 0;
  int64_t last = fallback;
  for (int64_t i = 0; i < n; i++) {
    if (!(weights[i] > 0)) continue;
    sum += weights[i];
    last = i;
    if (sum > target) break;
  }
  return last;
}

}  // namespace

SampledToken pick_token(const SampleKernel& kernel, const float* logits, int64_t n, const SampleParams& params,
                        float* weights, int32_t* work) {
  const int64_t best = kernel.argmax(logits, n);
  const float largest = logits[best];
  const double log_total = std::log(kernel.exp_sum(logits, n, largest, 1, nullptr));
  int64_t token = best;
  if (params.temperature > 0) {
    float kth = 0;
    const bool cut_k = params.top_k > 0 && params.top_k < n;
    if (cut_k) kth = kth_largest(logits, n, params.top_k, weights);
    double total = kernel.exp_sum(logits, n, largest, 1 / params.temperature, weights);
    if (cut_k) {
      total = 0;
      for (int64_t i = 0; i < n; i++) {
        if (logits[i] < kth) weights[i] = 0;
        total += weights[i];
      }
    }
    if (params.top_p < 1) total = keep_top_p(weights, n, total, params.top_p, work);
    token = inverse_cdf(weights, n, total, params.draw, best);
  }
  const double logprob = static_cast<double>(logits[token]) - largest - log_total;
  return {static_cast<int32_t>(token), static_cast<float>(logprob)};
}

}  // namespace infbench
