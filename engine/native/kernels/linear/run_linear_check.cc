// run_linear against one call of its kernel: the same bits for every number of threads, tiled or not. A gated layer equals
// its two products joined row by row, in every output type and activation; the join itself is near the scalar one.
#include <cmath>
#include <memory>
#include <vector>

#include "../../threads/pool.h"
#include "gate/gate.h"
#include "int/int_case.h"
#include "linear_check.h"

namespace infbench {

namespace {

using Bytes = Guarded<uint8_t>;

// Scratch for each worker, ending where nobody may write.
struct Scratch {
  explicit Scratch(int workers) {
    for (int w = 0; w < workers; w++) {
      bytes.push_back(std::make_unique<Bytes>(static_cast<int64_t>(linear_scratch_bytes())));
      all.push_back(bytes.back()->data());
    }
  }
  std::vector<std::unique_ptr<Bytes>> bytes;
  std::vector<void*> all;
};

OutRows out_rows(ActivationType type, int64_t cols, int64_t span) {
  const Q8Shape q8 = Q8Shape::of(cols, span, 8);
  const int64_t f32_stride = cols * static_cast<int64_t>(sizeof(float));
  return {nullptr, type == ActivationType::q8 ? q8.stride : type == ActivationType::bf16 ? bf16_stride(cols) : f32_stride,
          type, q8};
}

void check_plain(Check& check, const LinearKernel& kernel, const IntShape& shape, Numbers& numbers) {
  IntCase c(shape, numbers);
  Scratch scratch(3);
  kernel.run(c.args(c.y.data()), {0, shape.rows, 0, c.blocks()}, scratch.all[0]);
  for (int threads = 1; threads <= check.threads(); threads++) {
    Pool pool(threads);
    for (const bool tiled : {true, false}) {
      Floats y(c.y.size());
      run_linear(pool, kernel, c.args(y.data()), shape.rows, scratch.all.data(), tiled);
      for (int64_t row = 0; row < shape.rows; row++) {
        check.same(&y[row * c.stride], &c.y[row * c.stride], shape.outputs,
                   shape.name() + text(" threads %d tiled %d", threads, tiled ? 1 : 0));
      }
    }
  }
}

// The two products of all rows, [rows][gate | up].
std::unique_ptr<Floats> products(const LinearKernel& kernel, IntCase& c, void* scratch) {
  auto both = std::make_unique<Floats>(c.shape.rows * c.shape.outputs);
  LinearArgs args = c.args(both->data());
  args.y.stride = c.shape.outputs * static_cast<int64_t>(sizeof(float));
  kernel.run(args, {0, c.shape.rows, 0, c.blocks()}, scratch);
  return both;
}

void check_gated(Check& check, const LinearKernel& kernel, const IntShape& shape, ActivationType type, int64_t span,
                 Numbers& numbers) {
  IntCase c(shape, numbers);
  Scratch scratch(3);
  const int64_t cols = shape.outputs / 2;
  const auto activation = static_cast<Activation>(numbers.between(0, 3));
  OutRows expected = out_rows(type, cols, span), y = expected;
  Bytes expected_bytes(shape.rows * y.stride), bytes(shape.rows * y.stride);
  std::memset(expected_bytes.data(), 0, static_cast<size_t>(expected_bytes.size()));
  expected.data = expected_bytes.data();
  y.data = bytes.data();
  gate_kernel(kernel.isa).run({products(kernel, c, scratch.all[0])->data(), cols, expected, 0, activation}, shape.rows);
  for (int threads = 1; threads <= check.threads(); threads++) {
    Pool pool(threads);
    for (const bool tiled : {true, false}) {
      std::memset(bytes.data(), 0, static_cast<size_t>(bytes.size()));
      LinearArgs args = c.args(nullptr);
      args.y = y;
      args.gated = true;
      args.activation = activation;
      run_linear(pool, kernel, args, shape.rows, scratch.all.data(), tiled);
      check.that(std::memcmp(bytes.data(), expected_bytes.data(), static_cast<size_t>(bytes.size())) == 0,
                 shape.name() + text(" gated to type %d, activation %d, threads %d, tiled %d", static_cast<int>(type),
                                     static_cast<int>(activation), threads, tiled ? 1 : 0));
    }
  }
}

void check_kernel(Check& check, const LinearKernel& kernel) {
  Numbers numbers(check.seed());
  for (const int64_t rows : {0, 1, 2, 7, 13, 40, 101}) {
    const auto shape = [&](int64_t outputs) -> IntShape {
      return {kernel.weights, kernel.x, rows, numbers.between(30, 200), outputs, 128, false, false};
    };
    IntShape plain = shape(numbers.between(1, 400));
    plain.bias = plain.residual = rows % 2 == 1;
    check_plain(check, kernel, plain, numbers);
    check_gated(check, kernel, shape(32 * numbers.between(1, 9)), ActivationType::f32, 0, numbers);
    check_gated(check, kernel, shape(32 * numbers.between(1, 9)), ActivationType::bf16, 0, numbers);
    check_gated(check, kernel, shape(64 * numbers.between(1, 5)), ActivationType::q8, 32, numbers);
    check_gated(check, kernel, shape(256 * numbers.between(1, 2)), ActivationType::q8, 128, numbers);
  }
  // Rows enough for threads to keep to their own, and for a number of passes that the threads do not divide.
  for (const int64_t rows : {401, 701}) {
    const IntShape shape{kernel.weights, kernel.x, rows, 40, 64, 128, false, false};
    if (check.takes(8)) check_plain(check, kernel, shape, numbers);
    if (check.takes(8)) check_gated(check, kernel, shape, ActivationType::q8, 32, numbers);
  }
}

// |y - scalar| <= 4e-7 |up| max(|gate|, 1e-3), for gates from -30 to 30.
void check_gate(Check& check, Isa isa) {
  constexpr int64_t kCols = 1024;
  Numbers numbers(check.seed());
  for (int kind = 0; kind < 4; kind++) {
    Floats x(2 * kCols), same(2 * kCols), expected(kCols), y(kCols);
    numbers.fill(x, 1);
    for (int64_t i = 0; i < kCols; i++) x[i] *= 30;
    std::memcpy(same.data(), x.data(), static_cast<size_t>(x.size()) * sizeof(float));
    Floats gates(kCols);
    std::memcpy(gates.data(), x.data(), kCols * sizeof(float));
    OutRows out = out_rows(ActivationType::f32, kCols, 0);
    out.data = expected.data();
    scalar::gate({same.data(), kCols, out, 0, static_cast<Activation>(kind)}, 1);
    out.data = y.data();
    gate_kernel(isa).run({x.data(), kCols, out, 0, static_cast<Activation>(kind)}, 1);
    for (int64_t i = 0; i < kCols; i++) {
      const double allowed = 4e-7 * std::fabs(x[kCols + i]) * std::fmax(std::fabs(gates[i]), 1e-3);
      check.compare(std::fabs(double{y[i]} - expected[i]) / allowed,
                    text("activation %d gate %g up %g", kind, double{gates[i]}, double{x[kCols + i]}));
    }
  }
}

}  // namespace

void check_run_linear(Check& check) {
  for (const Isa isa : kIsasBestFirst) {
    if (&gate_kernel(isa) != &gate_kernel(Isa::scalar) && gate_kernel(isa).isa == isa &&
        check.begin(isa, text("gate_%s", isa_name(isa)).c_str(), "4e-7 |up| max(|gate|, 1e-3)")) {
      check_gate(check, isa);
      check.end();
    }
    for (const WeightFormat weights : {WeightFormat::f32, WeightFormat::int8, WeightFormat::int4}) {
      for (const ActivationType x : {ActivationType::f32, ActivationType::q8}) {
        const LinearKernel* const kernel = linear_kernel(isa, weights, x);
        if (kernel == nullptr || kernel->isa != isa) continue;
        if (!check.begin(isa, text("run_%s", kernel->name).c_str(), "the bits of one call")) continue;
        check_kernel(check, *kernel);
        check.end();
      }
    }
  }
}

}  // namespace infbench
