// Where a layer of int4 weights loses against the machine's byte products: the same job again and again, weights and rows
// in the second-level cache (what instructions and caches cost); the layer on one thread, weights from memory (what memory
// adds); on all threads, each a layer of its own (what sharing memory adds); and cut into jobs of the pool (what that adds).
// One row: bytes of weights against reading the very same bytes.
#include <memory>

#include "../../peak/peak.h"
#include "../fields/linear_field.h"
#include "turns.h"

namespace infbench {

namespace {

constexpr int kRounds = 25;
constexpr int64_t kPeakIterations = 1000000;
constexpr int kSinkStride = 16;  // floats: a cache line of its own for each thread

void add_peak(Turns& turns, Pool& pool, const PeakKernel& peak, std::vector<float>& sinks) {
  const double work = peak.run(kPeakIterations, sinks.data()) * pool.threads();
  turns.add("peak int8", "", pool.threads(), work, [&pool, &peak, &sinks] {
    pool.run(pool.threads(),
             [&](int64_t job, int) { peak.run(kPeakIterations, sinks.data() + job * kSinkStride); });
  });
}

// The columns of one tile and the rows of one call, by every thread for itself.
void add_job(Turns& turns, Pool& pool, const LinearField& field, const std::string& name) {
  const int64_t rows = std::min<int64_t>(field.shape.m, field.kernel.pass_rows), blocks = field.kernel.tile_cols / 16;
  const double work = 2.0 * static_cast<double>(rows * field.shape.k * blocks * 16) * pool.threads();
  turns.add(name + ", a job in cache", "peak int8", pool.threads(), work, [&pool, &field, rows, blocks] {
    pool.run(pool.threads(), [&](int64_t job, int worker) {
      field.kernel.run(field.args(0), {0, rows, job * blocks, (job + 1) * blocks}, field.scratches[static_cast<size_t>(worker)]);
    });
  });
}

// Every thread does whole layers alone, in the jobs that run_linear makes for one thread.
void add_apart(Turns& turns, Pool& pool, Pool& one, std::vector<LinearField*> fields, const std::string& name) {
  auto layer = std::make_shared<std::vector<int64_t>>(fields.size() * kSinkStride);
  turns.add(name + ", a layer each", "peak int8", pool.threads(), fields[0]->operations() * pool.threads(),
            [&pool, &one, fields, layer] {
              pool.run(pool.threads(), [&](int64_t job, int) {
                const LinearField& field = *fields[static_cast<size_t>(job)];
                int64_t& turn = (*layer)[static_cast<size_t>(job * kSinkStride)];
                run_linear(one, field.kernel, field.args(turn++), field.shape.m, field.scratches.data(), true);
              });
            });
}

void add_shared(Turns& turns, Pool& pool, const LinearField& field, const std::string& name) {
  auto layer = std::make_shared<int64_t>(0);
  turns.add(name + ", jobs of the pool", "peak int8", pool.threads(), field.operations(), [&pool, &field, layer] {
    run_linear(pool, field.kernel, field.args((*layer)++), field.shape.m, field.scratches.data(), true);
  });
}

void few_rows(Isa level, const LinearKernel& kernel, Pool& pool, const LinearShape& shape) {
  const LinearField field(pool, kernel, shape);
  if (!field.mapped) return;
  std::vector<float> sinks(static_cast<size_t>(pool.threads()) * kSinkStride);
  const float* const data = static_cast<const float*>(field.args(0).weights);
  const int64_t floats = field.layers() * field.layer_bytes() / 4 / pool.threads();
  Turns turns;
  for (const int streams : {1, 4}) {
    turns.add(text("read %d", streams), "", pool.threads(), 4 * static_cast<double>(floats * pool.threads()), [&, streams] {
      pool.run(pool.threads(), [&](int64_t job, int) {
        sinks[static_cast<size_t>(job * kSinkStride)] = peak_read(level)(data + job * floats, floats, streams);
      });
    });
  }
  int64_t layer = 0;
  const std::string name = text("int4 m %lld k %lld n %lld", static_cast<long long>(shape.m), static_cast<long long>(shape.k), static_cast<long long>(shape.n));
  for (const char* read : {"read 1", "read 4"}) {
    turns.add(name, read, pool.threads(), static_cast<double>(field.layer_bytes()), [&] {
      run_linear(pool, kernel, field.args(layer++), shape.m, field.scratches.data(), true);
    });
  }
  turns.run(kRounds);
}

}  // namespace

void linear_bounds(Isa level, Pool& all, Pool& one) {
  const PeakKernel* const peak = peak_kernel(level, PeakType::int8);
  const LinearKernel* const kernel = linear_kernel(level, WeightFormat::int4, ActivationType::q8);
  if (peak == nullptr || kernel == nullptr) return;
  std::vector<float> sinks(static_cast<size_t>(all.threads()) * kSinkStride);
  for (const int64_t n : {2048, 8192, 128256}) {
    few_rows(level, *kernel, one, {1, 2048, n});
    few_rows(level, *kernel, all, {1, 2048, n});
  }
  few_rows(level, *kernel, all, {1, 8192, 2048});
  for (const int64_t m : {16, 64, 512}) {
    Turns turns;
    std::vector<std::unique_ptr<LinearField>> own;
    std::vector<LinearField*> fields;
    for (int t = 0; t < all.threads(); t++) {
      own.push_back(std::make_unique<LinearField>(all, *kernel, LinearShape{m, 2048, 8192}));
      if (!own.back()->mapped) return;
      fields.push_back(own.back().get());
    }
    const std::string name = text("int4 m %lld k 2048 n 8192", static_cast<long long>(m));
    std::vector<Pool*> pools{&one};
    if (all.threads() > 1) pools.push_back(&all);
    for (Pool* pool : pools) {
      add_peak(turns, *pool, *peak, sinks);
      add_job(turns, *pool, *fields[0], name);
      add_apart(turns, *pool, one, fields, name);
      if (pool->threads() > 1) add_shared(turns, *pool, *fields[0], name);
    }
    turns.run(kRounds);
  }
}

}  // namespace infbench
