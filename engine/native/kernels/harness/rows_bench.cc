// The families that walk rows once: norm, quantize, sums, rope, gated activation, sampling. One thread: they are called on one row a
// time.
#include "../activation/activation.h"
#include "../norm/norm.h"
#include "../quantize/quantize.h"
#include "../rope/rope.h"
#include "../sample/sample.h"
#include "../sums/sums.h"
#include "bench.h"
#include "check.h"

namespace infbench {

void bench_rows(Bench& bench) {
  std::vector<float> a(262144, 0.5f), b(262144, 0.25f), c(262144, 0.125f);
  std::vector<int32_t> work(2 * 131072), positions(16);
  std::vector<float> scratch(8192);
  Numbers numbers(1);
  for (size_t i = 0; i < positions.size(); i++) positions[i] = static_cast<int32_t>(i);
  const auto rows_of = [&](ActivationType type, int64_t cols) { return OutRows::of(c.data(), type, cols, 0, 8); };
#define NORM_KERNEL(isa)                                                                                          \
  if (cpu_runs(Isa::isa)) {                                                                                       \
    for (const ActivationType type : {ActivationType::f32, ActivationType::bf16, ActivationType::q8}) {           \
      const NormArgs args{a.data(), b.data(), nullptr, rows_of(type, 2048), 2048, 1e-5f};                         \
      const std::string shape = text("16 x 2048 to %s", kActivationTypeNames[static_cast<int>(type)]);            \
      bench.time("rms_norm_" #isa, shape, [&] { isa::rms_norm(args, 0, 16, scratch.data()); });                   \
    }                                                                                                             \
  }
#include "../norm/norm.inc"
#undef NORM_KERNEL
#define QUANTIZE_KERNEL(isa, name)                                                                                \
  if (cpu_runs(Isa::isa)) {                                                                                       \
    const QuantizeArgs args{a.data(), 2048, 2048, rows_of(ActivationType::q8, 2048)};                             \
    bench.time(#name "_" #isa, "16 x 2048 to q8", [&] { isa::name(args, 0, 16); });                               \
  }
#include "../quantize/quantize.inc"
#undef QUANTIZE_KERNEL
#define SUMS_KERNEL(isa, name)                                                                                    \
  if (cpu_runs(Isa::isa)) {                                                                                       \
    for (const ActivationType type : {ActivationType::f32, ActivationType::q8}) {                                 \
      const SumsArgs args{rows_of(type, 2048), 2048, b.data(), 64};                                               \
      const std::string shape = text("16 x 2048 of %s", kActivationTypeNames[static_cast<int>(type)]);            \
      bench.time(#name "_" #isa, shape, [&] { isa::name(args, 0, 16); });                                         \
    }                                                                                                             \
  }
#include "../sums/sums.inc"
#undef SUMS_KERNEL
#define ROPE_KERNEL(isa, name)                                                                                    \
  if (cpu_runs(Isa::isa)) {                                                                                       \
    const RopeArgs args{a.data(), b.data(), c.data(), positions.data(), 3072, 0, 40, 64, false};                  \
    bench.time(#name "_" #isa, "16 x 40 heads of 64", [&] { isa::name(args, 0, 16); });                           \
  }
#include "../rope/rope.inc"
#undef ROPE_KERNEL
#define ACTIVATION_KERNEL(isa)                                                                                    \
  if (cpu_runs(Isa::isa)) {                                                                                       \
    for (const Activation kind : {Activation::silu, Activation::gelu_tanh, Activation::gelu_erf}) {               \
      const ActivationArgs args{a.data(), rows_of(ActivationType::f32, 8192), 8192, kind};                        \
      const std::string shape = text("8 x 8192, activation %d", static_cast<int>(kind));                          \
      bench.time("gated_" #isa, shape, [&] { isa::gated(args, 0, 8, scratch.data()); });                          \
    }                                                                                                             \
  }
#include "../activation/activation.inc"
#undef ACTIVATION_KERNEL
  for (float& logit : a) logit = 4 * (numbers.unit() + numbers.unit() + numbers.unit());  // near a normal, deviation 4
#define SAMPLE_KERNEL(isa)                                                          \
  if (cpu_runs(Isa::isa)) {                                                                          \
    bench.time("greedy_" #isa, "vocabulary 128256", [&] {                                            \
      pick_token(sample_kernel(Isa::isa), a.data(), 128256, {0, 0, 1, 0, false}, c.data(), work.data());    \
    });                                                                                              \
    bench.time("sampled_" #isa, "vocabulary 128256", [&] {                                           \
      pick_token(sample_kernel(Isa::isa), a.data(), 128256, {0.8f, 0, 1, 0.5, false}, c.data(), work.data()); \
    });                                                                                              \
    bench.time("logprob_" #isa, "vocabulary 128256", [&] {                                           \
      pick_token(sample_kernel(Isa::isa), a.data(), 128256, {0, 0, 1, 0, true}, c.data(), work.data()); \
    });                                                                                              \
    bench.time("top_p_" #isa, "vocabulary 128256", [&] {                                             \
      pick_token(sample_kernel(Isa::isa), a.data(), 128256, {0.8f, 40, 0.9f, 0.5, false}, c.data(), work.data()); \
    });                                                                                              \
  }
#include "../sample/sample.inc"
#undef SAMPLE_KERNEL
}

}  // namespace infbench
