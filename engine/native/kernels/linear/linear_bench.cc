// Shapes of the 1b and 110m models. Weights of several layers lie behind each other, so that decode reads memory and
// not the last-level cache.
#include "../harness/bench.h"
#include "../harness/check.h"
#include "../quantize/quantize.h"
#include "../../plan/load/memory.h"
#include "linear.h"
#include "packed.h"

namespace infbench {

namespace {

using Long = long long;

struct BenchCase {
  const LinearKernel& kernel;
  int64_t m, k, n;
};

// Random blocks, each packed once; the time of a layer does not depend on their values.
void fill_weights(Bench& bench, const BenchCase& c, int64_t layers, uint8_t* weights) {
  const int64_t block_bytes = static_cast<int64_t>(packed_block_bytes(c.kernel.weights, c.k));
  const int64_t blocks = layers * static_cast<int64_t>(packed_bytes(c.kernel.weights, c.n, c.k)) / block_bytes;
  std::vector<float> block(static_cast<size_t>(c.k * 16));
  Numbers numbers(1);
  for (float& weight : block) weight = numbers.unit();
  bench.pool().run(blocks, [&](int64_t b, int) {
    pack_block(c.kernel.weights, block.data(), c.k, weights + b * block_bytes);
  });
}

// Rows of activations of the type that the kernel reads.
OutRows activations(const BenchCase& c) {
  const Q8Shape q8 = Q8Shape::of(c.k, 128, c.kernel.weights == WeightFormat::int8 ? 128 : 8);
  const int64_t stride = c.kernel.x == ActivationType::q8    ? q8.stride
                         : c.kernel.x == ActivationType::bf16 ? bf16_stride(c.k)
                                                              : c.k * 4;
  return {nullptr, stride, c.kernel.x, q8};
}

void time_case(Bench& bench, const BenchCase& c) {
  const int64_t layer = static_cast<int64_t>(packed_bytes(c.kernel.weights, c.n, c.k));
  const int64_t layers = c.m > 64 ? 2 : std::max<int64_t>(2, (int64_t{384} << 20) / layer);
  OutRows x = activations(c);
  const int64_t x_bytes = (c.m * x.stride + 63) / 64 * 64;
  Region weights, rows, scratch;
  const size_t scratch_bytes = round_up(linear_scratch_bytes(), kCacheLine);
  if (!weights.map(static_cast<size_t>(layers * layer), "weights").ok()) return;
  if (!rows.map(static_cast<size_t>(x_bytes + c.m * c.n * 4), "activations").ok()) return;
  if (!scratch.map(scratch_bytes * static_cast<size_t>(bench.pool().threads()), "scratch").ok()) return;
  fill_weights(bench, c, layers, weights.data());
  x.data = rows.data();
  std::vector<float> values(static_cast<size_t>(c.k));
  Numbers numbers(2);
  for (float& value : values) value = numbers.unit();
  for (int64_t m = 0; m < c.m; m++) scalar::store_row(x, m, values.data(), 0, c.k);
  std::vector<void*> scratches;
  for (int t = 0; t < bench.pool().threads(); t++) {
    scratches.push_back(scratch.data() + scratch_bytes * static_cast<size_t>(t));
  }
  LinearArgs args{};
  args.x = x.data;
  args.x_stride = x.stride;
  args.q8 = x.q8;
  args.y = {rows.data() + x_bytes, c.n * 4, ActivationType::f32, {}};
  args.inner = c.k;
  args.outputs = c.n;
  int64_t turn = 0;
  bench.time(
      c.kernel.name, text("m %lld k %lld n %lld", Long(c.m), Long(c.k), Long(c.n)),
      [&] {
        args.weights = weights.data() + turn++ % layers * layer;
        run_linear(bench.pool(), c.kernel, args, c.m, scratches.data(), true);
      },
      2.0 * static_cast<double>(c.m * c.k * c.n));
}

void time_kernel(Bench& bench, const LinearKernel& kernel) {
  for (const int64_t m : {1, 2, 4, 8, 12, 16, 24, 32, 64, 128, 512}) {
    if (kernel.isa == Isa::scalar && m > 4) continue;
    time_case(bench, {kernel, m, 2048, 8192});
    if (kernel.isa == Isa::scalar) continue;
    time_case(bench, {kernel, m, 8192, 2048});
    time_case(bench, {kernel, m, 768, 2048});
  }
}

}  // namespace

void bench_linear(Bench& bench) {
#define LINEAR_KERNEL(isa, name, weights, x, rows, cols, pass_rows, pass_blocks, consistent)                      \
  if (cpu_runs(Isa::isa)) {                                                                                       \
    time_kernel(bench, {Isa::isa, #name "_" #isa, WeightFormat::weights, ActivationType::x, rows, cols, pass_rows, \
                        pass_blocks, consistent, isa::name});                                                     \
  }
#include "linear.inc"
#undef LINEAR_KERNEL
}

}  // namespace infbench
