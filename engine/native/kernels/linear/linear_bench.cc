// Shapes of the 1b and 110m models. Weights of several layers lie behind each other, so that decode reads memory and
// not the last-level cache.
#include "../harness/bench.h"
#include "../harness/check.h"
#include "../../plan/load/memory.h"
#include "linear_jobs.h"

namespace infbench {

namespace {

using Long = long long;

void time_shape(Bench& bench, const char* name, LinearFn run, int64_t m, int64_t k, int64_t n) {
  const int64_t layer = k * n;
  const int64_t layers = m > 32 ? 2 : std::max<int64_t>(2, (int64_t{96} << 20) / layer);
  Region weights, activations;
  if (!weights.map(static_cast<size_t>(layers * layer) * 4, "weights").ok()) return;
  if (!activations.map(static_cast<size_t>(m * (k + n) + 64) * 4, "activations").ok()) return;
  float* const w = weights.floats(0);
  float* const x = activations.floats(0);
  float* const y = x + (m * k + 15) / 16 * 16;
  bench.pool().run(64, [&](int64_t job, int) {
    const int64_t end = (job + 1) * layers * layer / 64;
    for (int64_t i = job * layers * layer / 64; i < end; i++) w[i] = 0.001f * static_cast<float>(i % 7);
  });
  for (int64_t i = 0; i < m * k; i++) x[i] = 0.01f * static_cast<float>(i % 13);
  int64_t turn = 0;
  bench.time(name, text("m %lld k %lld n %lld", Long(m), Long(k), Long(n)), [&] {
    const LinearArgs args{x, w + turn++ % layers * layer, nullptr, nullptr, y, k, n, n};
    run_linear(bench.pool(), run, args, m);
  });
}

void time_kernel(Bench& bench, const char* name, LinearFn run, bool fast) {
  for (const int64_t m : {1, 2, 4, 6, 8, 13, 16, 32, 64, 128, 512}) {
    if (!fast && m > 4) continue;
    time_shape(bench, name, run, m, 2048, 8192);
    if (m == 1 || m == 128) {
      time_shape(bench, name, run, m, 8192, 2048);
      time_shape(bench, name, run, m, 768, 2048);
      time_shape(bench, name, run, m, 288, 288);
    }
  }
}

}  // namespace

void bench_linear(Bench& bench) {
#define LINEAR_KERNEL(isa, name, rows, cols, consistent) \
  if (cpu_runs(Isa::isa)) time_kernel(bench, #name "_" #isa, isa::name, rows > 1);
#include "linear.inc"
#undef LINEAR_KERNEL
}

}  // namespace infbench
