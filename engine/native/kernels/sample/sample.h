// Sampling. The vector part is a few walks over a row of logits or weights:
//   argmax      index of the largest value, the lowest index wins ties
//   exp_sum     sum_i exp((x[i] - shift) * scale), in an order fixed by n; out[i] is the term where out is not null (it
//               may be x)
//   sum         sum_i x[i], in an order fixed by n
//   find_above  the first i >= from with x[i] > threshold; n where there is none
// pick_token makes a token of them; it is plain code, shared by all instruction sets.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

using ArgmaxFn = int64_t (*)(const float* x, int64_t n);
using ExpSumFn = double (*)(const float* x, int64_t n, float shift, float scale, float* out);
using SumFn = double (*)(const float* x, int64_t n);
using FindAboveFn = int64_t (*)(const float* x, int64_t from, int64_t n, float threshold);

struct SampleKernel {
  Isa isa;
  const char* name;
  ArgmaxFn argmax;
  ExpSumFn exp_sum;
  SumFn sum;
  FindAboveFn find_above;
};

// Best kernel of the level.
const SampleKernel& sample_kernel(Isa level);

struct SampleParams {
  float temperature;  // 0: greedy
  int32_t top_k;      // 0: off
  float top_p;        // 1: off
  double draw;        // uniform in [0, 1)
  bool logprob;       // wanted: costs a pass of exponentials over the logits
};

struct SampledToken {
  int32_t token;
  float logprob;  // natural log of the untempered softmax probability; 0 where it was not wanted
};

// A pure function of logits and params. Order: temperature, top_k (keeps ties of the k-th value), top_p (the smallest
// set whose probability reaches p; lower indices first among equals, at least one token); then the inverse of the
// cumulative distribution in index order at `draw`. `weights` holds n elements, `work` 2 n.
SampledToken pick_token(const SampleKernel& kernel, const float* logits, int64_t n, const SampleParams& params,
                        float* weights, int32_t* work);

#define SAMPLE_KERNEL(isa)                                                             \
  namespace isa {                                                                      \
  int64_t argmax(const float* x, int64_t n);                                           \
  double exp_sum(const float* x, int64_t n, float shift, float scale, float* out);     \
  double sum(const float* x, int64_t n);                                               \
  int64_t find_above(const float* x, int64_t from, int64_t n, float threshold);        \
  }
#include "sample.inc"
#undef SAMPLE_KERNEL

}  // namespace infbench
