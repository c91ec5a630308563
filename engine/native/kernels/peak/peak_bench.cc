#include "../harness/bench.h"
#include "../harness/check.h"
#include "../../plan/load/memory.h"
#include "peak.h"

namespace infbench {

void bench_peak(Bench& bench) {
  const int threads = bench.pool().threads();
  constexpr int64_t kFloats = int64_t{1} << 28;  // 1 GiB, more than any cache
  constexpr int64_t kIterations = 2000000;
  Region region;
  if (!region.map(kFloats * sizeof(float), "the read peak").ok()) return;
  float* const data = region.floats(0);
  bench.pool().run(threads, [&](int64_t job, int) {
    for (int64_t i = job * kFloats / threads; i < (job + 1) * kFloats / threads; i++) data[i] = 1;
  });
  std::vector<float> sinks(static_cast<size_t>(threads) * 16);
#define PEAK_KERNEL(isa, fma, read)                                                                            \
  if (cpu_runs(Isa::isa)) {                                                                                    \
    double flop = 0;                                                                                           \
    bench.time("peak_fma_" #isa, text("iterations %lld", static_cast<long long>(kIterations)), [&] {           \
      bench.pool().run(threads, [&](int64_t job, int) {                                                        \
        const double done = isa::fma(kIterations, &sinks[static_cast<size_t>(job) * 16]);                      \
        if (job == 0) flop = done;                                                                             \
      });                                                                                                      \
    });                                                                                                        \
    std::printf("# peak_fma_%s: %.0f FLOP a run\n", #isa, flop* threads);                                      \
    bench.time("peak_read_" #isa, text("bytes %lld", static_cast<long long>(kFloats) * 4), [&] {               \
      bench.pool().run(threads, [&](int64_t job, int) {                                                        \
        sinks[static_cast<size_t>(job) * 16] = isa::read(data + job * (kFloats / threads), kFloats / threads); \
      });                                                                                                      \
    });                                                                                                        \
  }
#include "peak.inc"
#undef PEAK_KERNEL
}

}  // namespace infbench
