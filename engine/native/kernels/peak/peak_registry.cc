#include "../pick.h"
#include "peak.h"

namespace infbench {

namespace {

constexpr PeakKernel kKernels[] = {
#define PEAK_KERNEL(isa, type) {Isa::isa, PeakType::type, isa::peak_##type},
#define PEAK_READ(isa)
#include "peak.inc"
#undef PEAK_KERNEL
#undef PEAK_READ
};

struct ReadKernel {
  Isa isa;
  PeakReadFn run;
  PeakWalkFn walk;
};

constexpr ReadKernel kReads[] = {
#define PEAK_KERNEL(isa, type)
#define PEAK_READ(isa) {Isa::isa, isa::peak_read, isa::peak_walk},
#include "peak.inc"
#undef PEAK_KERNEL
#undef PEAK_READ
};

}  // namespace

const PeakKernel* peak_kernel(Isa level, PeakType type) {
  for (const PeakKernel& kernel : kKernels) {
    if (kernel.type == type && includes(level, kernel.isa)) return &kernel;
  }
  return nullptr;
}

PeakReadFn peak_read(Isa level) { return pick(kReads, level).run; }
PeakWalkFn peak_walk(Isa level) { return pick(kReads, level).walk; }

}  // namespace infbench
