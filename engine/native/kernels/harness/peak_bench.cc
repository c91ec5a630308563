#include "../peak/measure/measure_peaks.h"
#include "bench.h"

namespace infbench {

// One line per peak of the best level, on all threads and on one: the others are measured against these.
void bench_peak(Bench& bench) {
  constexpr const char* kTypes[] = {"f32", "bf16", "int8"};
  Region memory;
  for (const Isa isa : kIsasBestFirst) {
    if (!cpu_runs(isa)) continue;
    for (const int threads : {bench.pool().threads(), 1}) {
      MachinePeaks peaks;
      if (!measure_peaks(threads, isa, memory, &peaks).ok()) return;
      for (int type = 0; type < kPeakTypes; type++) {
        if (peaks.operations[type] == 0) continue;
        std::printf("# peak\t%s_%s\t%d threads\t%.1f G/s\n", kTypes[type], isa_name(isa), threads,
                    peaks.operations[type] * 1e-9);
      }
      std::printf("# peak\tread_%s\t%d threads\t%.1f GB/s\n", isa_name(isa), threads, peaks.read_bytes * 1e-9);
      std::fflush(stdout);
      if (bench.pool().threads() == 1) break;
    }
    return;
  }
}

}  // namespace infbench
