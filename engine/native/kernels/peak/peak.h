// What a core can do at most: the ceilings kernels are measured against.
//   fma   iterations of independent fused multiply-adds on registers; returns the FLOP done (a multiply-add is two)
//   read  sums an array in four streams; returns a value that depends on all of it
#pragma once

#include <cstdint>

#include "../isa.h"

namespace infbench {

using PeakFmaFn = double (*)(int64_t iterations, float* sink);
using PeakReadFn = float (*)(const float* data, int64_t count);

struct PeakKernel {
  Isa isa;
  const char* name;
  PeakFmaFn fma;
  PeakReadFn read;
};

// Best kernel of the level.
const PeakKernel& peak_kernel(Isa level);

#define PEAK_KERNEL(isa, fma, read)                  \
  namespace isa {                                    \
  double fma(int64_t iterations, float* sink);       \
  float read(const float* data, int64_t count);      \
  }
#include "peak.inc"
#undef PEAK_KERNEL

}  // namespace infbench
