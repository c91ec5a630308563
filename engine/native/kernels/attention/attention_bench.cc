// Prefill and decode of one sequence in the shapes of the 1b model (32/8 heads of 64) and of a head of 128.
#include "../harness/bench.h"
#include "../harness/check.h"
#include "../../plan/load/memory.h"
#include "attention.h"

namespace infbench {

namespace {

using Long = long long;

struct Shape {
  int64_t heads, kv_heads, head_dim, keys, fresh;
};

void time_shape(Bench& bench, const char* name, AttentionFn run, const Shape& s) {
  constexpr int64_t kBlock = 16;
  const KvShape kv_shape{KvType::f32, s.kv_heads, s.head_dim, kBlock};
  const int64_t pages = (s.keys + kBlock - 1) / kBlock, pool = pages * kv_shape.page_bytes() / 4;
  const int64_t cols = s.heads * s.head_dim, group = s.heads / s.kv_heads;
  // Decode walks over several layers, so that keys and values come from memory.
  const int64_t layers = s.fresh > 1 ? 1 : std::max<int64_t>(1, (int64_t{96} << 20) / pool);
  Region kv, rows, scratch;
  const size_t scratch_floats = static_cast<size_t>(attention_scratch_floats(kv_shape, s.heads, s.keys, true) + 15) / 16 * 16;
  if (!kv.map(static_cast<size_t>(layers * pool) * 4, "kv").ok()) return;
  if (!rows.map(static_cast<size_t>(2 * s.fresh * cols) * 4, "rows").ok()) return;
  if (!scratch.map(scratch_floats * 4 * static_cast<size_t>(bench.pool().threads()), "scratch").ok()) return;
  for (int64_t i = 0; i < layers * pool; i++) kv.floats(0)[i] = 0.01f * static_cast<float>(i % 17);
  for (int64_t i = 0; i < s.fresh * cols; i++) rows.floats(0)[i] = 0.01f * static_cast<float>(i % 11);
  std::vector<int32_t> positions, page_list;
  for (int64_t i = 0; i < s.fresh; i++) positions.push_back(static_cast<int32_t>(s.keys - s.fresh + i));
  for (int64_t i = 0; i < pages; i++) page_list.push_back(static_cast<int32_t>(i));
  const int64_t per_task = std::max<int64_t>(1, kAttentionRows / group), tasks = (s.fresh + per_task - 1) / per_task;
  int64_t turn = 0;
  const std::string shape = text("heads %lld/%lld headDim %lld keys %lld new %lld", Long(s.heads), Long(s.kv_heads),
                                 Long(s.head_dim), Long(s.keys), Long(s.fresh));
  bench.time(name, shape, [&] {
    const AttentionArgs args{rows.floats(0), cols, 0, kv.floats(0) + turn++ % layers * pool, kv_shape,
                             {rows.floats(0) + s.fresh * cols, cols * 4, ActivationType::f32, {}}, positions.data(),
                             s.heads, 0.125f, 0, 0};
    bench.pool().run(tasks * s.kv_heads, [&](int64_t job, int worker) {
      const int64_t task = tasks - 1 - job / s.kv_heads;  // longest first
      run(args, {page_list.data(), task * per_task, std::min(s.fresh, (task + 1) * per_task), job % s.kv_heads},
          scratch.floats(0) + static_cast<size_t>(worker) * scratch_floats);
    });
  });
}

}  // namespace

void bench_attention(Bench& bench) {
#define ATTENTION_KERNEL(isa, type, naive, name)                                                        \
  if (cpu_runs(Isa::isa) && Isa::isa != Isa::scalar) {                                     \
    for (const int64_t dims : {64, 128}) {                                                 \
      time_shape(bench, #name "_" #isa, isa::name, {32, 8, dims, 128, 128});               \
      time_shape(bench, #name "_" #isa, isa::name, {32, 8, dims, 2048, 2048});             \
      time_shape(bench, #name "_" #isa, isa::name, {32, 8, dims, 2048, 1});                \
      time_shape(bench, #name "_" #isa, isa::name, {32, 8, dims, 8192, 1});                \
    }                                                                                      \
  }
#include "attention.inc"
#undef ATTENTION_KERNEL
}

}  // namespace infbench
