// Choosing from a registry: tables list the best kernel first and end with the scalar one.
#pragma once

#include <cstddef>

#include "isa.h"

namespace infbench {

template <class Kernel, size_t N>
const Kernel& pick(const Kernel (&kernels)[N], Isa level) {
  for (const Kernel& kernel : kernels) {
    if (includes(level, kernel.isa)) return kernel;
  }
  return kernels[N - 1];
}

}  // namespace infbench
