// Where attention of one new token over many keys loses against reading memory: a loop that only adds, over the very bytes
// in the very order (what the order of memory costs); one that multiplies each by as many rows as share the key (what the
// products beside reading cost at least); the kernel; and the kernel on keys and values that lie in cache.
#include <memory>

#include "../../peak/peak.h"
#include "../fields/attention_field.h"
#include "turns.h"

namespace infbench {

namespace {

constexpr int kRounds = 25;
constexpr int64_t kKeys = 8192, kKeysInCache = 256;
constexpr int kSinkStride = 16;  // floats: a cache line of its own for each thread

// All keys and values of all layers, each thread its part, in the best number of streams that the peaks try.
void add_peak(Turns& turns, Pool& pool, Isa level, const AttentionField& field, std::vector<float>& sinks) {
  const float* const data = static_cast<const float*>(field.args(0).layer);
  const int64_t floats = field.layers * field.layer_bytes / 4 / pool.threads();
  turns.add("read", "", pool.threads(), 4 * static_cast<double>(floats * pool.threads()),
            [&pool, &sinks, data, floats, read = peak_read(level)] {
              pool.run(pool.threads(), [&](int64_t job, int) {
                sinks[static_cast<size_t>(job * kSinkStride)] = read(data + job * floats, floats, 4);
              });
            });
}

// One head: a run's keys, then its values, as the kernel goes.
float walk_head(const AttentionField& field, const AttentionArgs& args, int64_t head, PeakWalkFn walk, int products) {
  const KvShape& shape = field.kv_shape;
  const uint8_t* const layer = static_cast<const uint8_t*>(args.layer);
  float sum = 0;
  for (int64_t page = 0; page < field.s.pages(); page += shape.run_length(page)) {
    const int64_t groups = shape.run_length(page) * shape.page_groups();
    for (const auto& [at, bytes] : {std::pair{shape.key_group(page, head, 0), groups * shape.key_group_bytes()},
                                    std::pair{shape.value_group(page, head, 0), groups * shape.value_group_bytes()}}) {
      sum += walk(reinterpret_cast<const float*>(layer + at), bytes / 4, products);
    }
  }
  return sum;
}

void add_walk(Turns& turns, Pool& pool, Isa level, const AttentionField& field, int products, std::vector<float>& sinks) {
  auto layer = std::make_shared<int64_t>(0);
  const std::string name = text("headDim %lld, its bytes in its order, %d products", static_cast<long long>(field.s.head_dim), products);
  turns.add(name, "read", pool.threads(), static_cast<double>(field.layer_bytes),
            [&pool, &field, &sinks, layer, products, walk = peak_walk(level)] {
              const AttentionArgs args = field.args((*layer)++);
              pool.run(field.s.kv_heads, [&](int64_t head, int worker) {
                sinks[static_cast<size_t>(worker * kSinkStride)] = walk_head(field, args, head, walk, products);
              });
            });
}

void add_kernel(Turns& turns, Pool& pool, const AttentionField& field, AttentionFn kernel, const char* where) {
  auto layer = std::make_shared<int64_t>(0);
  const std::string name = text("headDim %lld, the kernel, keys and values in %s", static_cast<long long>(field.s.head_dim), where);
  turns.add(name, "read", pool.threads(), static_cast<double>(field.layer_bytes), [&pool, &field, kernel, layer] {
    const AttentionArgs args = field.args((*layer)++);
    pool.run(field.jobs(), [&](int64_t job, int worker) { field.run(kernel, args, job, worker); });
  });
}

}  // namespace

void attention_bounds(Isa level, Pool& all, Pool& one) {
  const AttentionToTime kernel{"attention", KvType::bf16, attention_kernel(level, KvType::bf16, false).run};
  std::vector<float> sinks(static_cast<size_t>(all.threads()) * kSinkStride);
  for (const int64_t dim : {64, 128}) {
    const AttentionField memory(kernel, {32, 8, dim, 1, kKeys, 1}, all.threads());
    const AttentionField cache(kernel, {32, 8, dim, 1, kKeysInCache, 1}, all.threads(), 1);
    if (!memory.mapped || !cache.mapped) return;
    Turns turns;
    std::vector<Pool*> pools{&one};
    if (all.threads() > 1) pools.push_back(&all);
    for (Pool* pool : pools) {
      add_peak(turns, *pool, level, memory, sinks);
      for (const int products : kWalkProducts) add_walk(turns, *pool, level, memory, products, sinks);
      add_kernel(turns, *pool, memory, kernel.run, "memory");
      add_kernel(turns, *pool, cache, kernel.run, "cache");
    }
    turns.run(kRounds);
  }
}

}  // namespace infbench
