// From logits to a token. Filters first shrink the row to the candidates they may keep (ids ascending), so that what
// follows costs by their number and not by the vocabulary.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

#include "sample.h"

namespace infbench {

namespace {

// Tokens that may be picked: weights[i] of token ids[i], ids ascending; all tokens where ids is null.
struct Candidates {
  float* weights;
  int32_t* ids;
  int64_t count;
  double total;  // of the weights, and of those already left out where top_p goes by them
};

// The k-th largest logit, by a heap of the k largest seen so far; what is not above its least is passed over by
// vectors.
float kth_largest(const SampleKernel& kernel, const float* logits, int64_t n, int32_t k, float* heap) {
  std::copy(logits, logits + k, heap);
  std::make_heap(heap, heap + k, std::greater<float>());
  for (int64_t i = k; (i = kernel.find_above(logits, i, n, heap[0])) < n; i++) {
    std::pop_heap(heap, heap + k, std::greater<float>());
    heap[k - 1] = logits[i];
    std::push_heap(heap, heap + k, std::greater<float>());
  }
  return heap[0];
}

// Places of the values of at least `least`.
int64_t collect(const SampleKernel& kernel, const float* x, int64_t n, float least, int32_t* places) {
  const float below = std::nextafterf(least, -HUGE_VALF);
  int64_t count = 0;
  for (int64_t i = 0; (i = kernel.find_above(x, i, n, below)) < n; i++) places[count++] = static_cast<int32_t>(i);
  return count;
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
double keep_top_p(const Candidates& all, double top_p, int32_t* work) {
  float* const weights = all.weights;
  double sums[kBuckets] = {};
  for (int64_t i = 0; i < all.count; i++) sums[bucket_of(weights[i])] += weights[i];
  const double wanted = top_p * all.total;
  double kept = 0;
  int cut = kBuckets - 1;
  while (cut > 0 && (sums[cut] == 0 || kept + sums[cut] < wanted)) kept += sums[cut--];
  int64_t count = 0;
  for (int64_t i = 0; i < all.count; i++) {
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

// The first place whose cumulative weight exceeds draw * total; the last of any weight where rounding leaves none.
// Whole runs are passed over by their sums.
int64_t inverse_cdf(const SampleKernel& kernel, const Candidates& all, double total, double draw) {
  constexpr int64_t kRun = 2048;
  const double target = draw * total;
  double next = 0, sum = 0;
  int64_t last = 0;
  for (int64_t start = 0; start < all.count && next <= target; start += kRun) {
    const double run = kernel.sum(all.weights + start, std::min(kRun, all.count - start));
    if (run == 0) continue;
    last = start;
    sum = next;
    next += run;
  }
  int64_t place = last;
  for (int64_t i = last; i < std::min(last + kRun, all.count) && sum <= target; i++) {
    if (!(all.weights[i] > 0)) continue;
    sum += all.weights[i];
    place = i;
  }
  return place;
}

Candidates candidates_of(const SampleKernel& kernel, const float* logits, int64_t n, float largest,
                         const SampleParams& params, float* weights, int32_t* work) {
  const float scale = 1 / params.temperature;
  if (params.top_k > 0 && params.top_k < n) {
    const float kth = kth_largest(kernel, logits, n, params.top_k, weights);
    const int64_t count = collect(kernel, logits, n, kth, work);
    for (int64_t i = 0; i < count; i++) weights[i] = logits[work[i]];
    return {weights, work, count, kernel.exp_sum(weights, count, largest, scale, weights)};
  }
  const double total = kernel.exp_sum(logits, n, largest, scale, weights);
  if (params.top_p >= 1) return {weights, nullptr, n, total};
  // Together, weights below this are less than what top_p may leave out.
  const float least = static_cast<float>((1 - params.top_p) * total / static_cast<double>(n) / 2);
  const int64_t count = collect(kernel, weights, n, least, work);
  for (int64_t i = 0; i < count; i++) weights[i] = weights[work[i]];
  return {weights, work, count, total};
}

int64_t draw_token(const SampleKernel& kernel, const float* logits, int64_t n, int64_t best,
                   const SampleParams& params, float* weights, int32_t* work) {
  const Candidates all = candidates_of(kernel, logits, n, logits[best], params, weights, work);
  if (all.count == 0) return best;  // no logit is a finite number
  const double total = params.top_p < 1 ? keep_top_p(all, params.top_p, work + n) : all.total;
  const int64_t place = inverse_cdf(kernel, all, total, params.draw);
  return all.ids == nullptr ? place : all.ids[place];
}

}  // namespace

SampledToken pick_token(const SampleKernel& kernel, const float* logits, int64_t n, const SampleParams& params,
                        float* weights, int32_t* work) {
  const int64_t best = kernel.argmax(logits, n);
  const int64_t token = params.temperature > 0 ? draw_token(kernel, logits, n, best, params, weights, work) : best;
  if (!params.logprob) return {static_cast<int32_t>(token), 0};
  const double log_total = std::log(kernel.exp_sum(logits, n, logits[best], 1, nullptr));
  const double logprob = static_cast<double>(logits[token]) - logits[best] - log_total;
  return {static_cast<int32_t>(token), static_cast<float>(logprob)};
}

}  // namespace infbench
