// Prefill of one sequence and decode of one and of eight, in the shapes of the 1b model (32/8 heads of 64), of heads of
// 128 and of a small model without groups. Operations: FLOP of the two products for prefill (4 x headDim x heads x
// pairs), bytes of keys and values read for decode.
#include "../harness/fields/attention_field.h"

namespace infbench {

namespace {

using Long = long long;

void time_shape(Bench& bench, const AttentionToTime& kernel, const AttentionShape& s) {
  const AttentionField field(kernel, s, bench.pool().threads());
  if (!field.mapped) return;
  const double flop = 4 * static_cast<double>(s.cols() * s.sequences) * s.pairs();
  const std::string shape = text("heads %lld/%lld headDim %lld keys %lld new %lld sequences %lld", Long(s.heads),
                                 Long(s.kv_heads), Long(s.head_dim), Long(s.keys), Long(s.fresh), Long(s.sequences));
  int64_t turn = 0;
  bench.time(
      kernel.name, shape,
      [&] {
        const AttentionArgs args = field.args(turn++);
        bench.pool().run(field.jobs(), [&](int64_t job, int worker) { field.run(kernel.run, args, job, worker); });
      },
      s.fresh > 1 ? flop : static_cast<double>(field.layer_bytes));
}

void time_kernel(Bench& bench, const AttentionToTime& kernel) {
  constexpr int64_t kModels[][3] = {{32, 8, 64}, {32, 8, 128}, {12, 12, 64}};
  for (const auto& m : kModels) {
    for (const int64_t keys : {128, 512, 2048}) time_shape(bench, kernel, {m[0], m[1], m[2], 1, keys, keys});
    for (const int64_t keys : {128, 2048, 8192}) {
      for (const int64_t sequences : {1, 8}) time_shape(bench, kernel, {m[0], m[1], m[2], sequences, keys, 1});
    }
  }
}

}  // namespace

void bench_attention(Bench& bench) {
#define ATTENTION_KERNEL(isa, type, naive, name)                          \
  if (cpu_runs(Isa::isa) && Isa::isa != Isa::scalar) {                    \
    time_kernel(bench, {#name "_" #isa, KvType::type, isa::name});        \
  }
#include "attention.inc"
#undef ATTENTION_KERNEL
}

}  // namespace infbench
