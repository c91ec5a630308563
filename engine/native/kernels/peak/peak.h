// What a core can do at most: the ceilings kernels are measured against.
//   f32    fused multiply-adds of floats
//   bf16   dot products of bfloat16 pairs into floats
//   int8   dot products of unsigned by signed bytes into 32-bit integers
//   read   sums an array in so many streams side by side; returns a value that depends on all of it
//   walk   reads an array as one stream and multiplies each vector into so many sums; what a kernel that reads it could do
// Arithmetic runs on registers, in more independent chains than any core so far has latency times units, and returns the
// operations done: a multiply and its addition are two.
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

enum class PeakType : int { f32, bf16, int8 };
constexpr int kPeakTypes = 3;

using PeakComputeFn = double (*)(int64_t iterations, float* sink);
// `streams` is one of kPeakStreams.
using PeakReadFn = float (*)(const float* data, int64_t count, int streams);

// `products` is one of kWalkProducts.
using PeakWalkFn = float (*)(const float* data, int64_t count, int products);

constexpr int kWalkProducts[] = {1, 4};

constexpr int kPeakStreams[] = {1, 2, 4, 8};

struct PeakKernel {
  Isa isa;
  PeakType type;
  PeakComputeFn run;
};

// Best kernel of the type that a machine of this level runs; null where the level has no instruction for it.
const PeakKernel* peak_kernel(Isa level, PeakType type);
PeakReadFn peak_read(Isa level);
PeakWalkFn peak_walk(Isa level);

#define PEAK_KERNEL(isa, type)                                     \
  namespace isa {                                                  \
  double peak_##type(int64_t iterations, float* sink);             \
  }
#define PEAK_READ(isa)                                             \
  namespace isa {                                                  \
  float peak_read(const float* data, int64_t count, int streams);  \
  float peak_walk(const float* data, int64_t count, int products); \
  }
#include "peak.inc"
#undef PEAK_KERNEL
#undef PEAK_READ

}  // namespace infbench
