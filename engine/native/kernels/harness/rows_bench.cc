// The families that walk rows once: norm, rope, gated activation, sampling. One thread: they are called on one row a
// time.
#include "../activation/activation.h"
#include "../norm/norm.h"
#include "../rope/rope.h"
#include "../sample/sample.h"
#include "bench.h"
#include "check.h"

namespace infbench {

void bench_rows(Bench& bench) {
  std::vector<float> a(262144, 0.5f), b(262144, 0.25f), c(262144, 0.125f);
  std::vector<int32_t> work(262144);
  Numbers numbers(1);
  for (float& logit : a) logit = 4 * (numbers.unit() + numbers.unit() + numbers.unit());  // near a normal, deviation 4
#define NORM_KERNEL(isa, name)                                                                       \
  if (cpu_runs(Isa::isa)) {                                                                          \
    bench.time(#name "_" #isa, "16 x 2048", [&] { isa::name({a.data(), b.data(), c.data(), 2048, 1e-5f}, 0, 16); }); \
  }
#include "../norm/norm.inc"
#undef NORM_KERNEL
#define ROPE_KERNEL(isa, name)                                                                       \
  if (cpu_runs(Isa::isa)) {                                                                          \
    bench.time(#name "_" #isa, "16 x 40 heads of 64",                                                \
               [&] { isa::name({a.data(), b.data(), c.data(), 3072, 0, 40, 64, false}, 0, 16); });   \
  }
#include "../rope/rope.inc"
#undef ROPE_KERNEL
#define ACTIVATION_KERNEL(isa, gated, add)                                                           \
  if (cpu_runs(Isa::isa)) {                                                                          \
    bench.time(#gated "_" #isa, "8 x 8192", [&] { isa::gated({a.data(), c.data(), 8192}, 0, 8); });  \
  }
#include "../activation/activation.inc"
#undef ACTIVATION_KERNEL
#define SAMPLE_KERNEL(isa, argmax, exp_sum)                                                          \
  if (cpu_runs(Isa::isa)) {                                                                          \
    bench.time("greedy_" #isa, "vocabulary 128256", [&] {                                            \
      pick_token(sample_kernel(Isa::isa), a.data(), 128256, {0, 0, 1, 0}, c.data(), work.data());    \
    });                                                                                              \
    bench.time("top_p_" #isa, "vocabulary 128256", [&] {                                             \
      pick_token(sample_kernel(Isa::isa), a.data(), 128256, {0.8f, 40, 0.9f, 0.5}, c.data(), work.data()); \
    });                                                                                              \
  }
#include "../sample/sample.inc"
#undef SAMPLE_KERNEL
}

}  // namespace infbench
