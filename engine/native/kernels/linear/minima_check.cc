// Layers of int4 with minima against float64: sums, middles and int4 as a plan runs them.
#include "../quantize/quantize.h"
#include "../sums/sums.h"
#include "linear.h"
#include "linear_check.h"
#include "pack/affine_case.h"

namespace infbench {

namespace {

using Long = long long;

constexpr double kWholeLayer = 5e-4;
constexpr double kArithmetic = 1e-11;

struct Layer {
  Isa isa;
  LinearFn run;
  ActivationType x;
};

struct Case {
  int64_t m, k, n, span;
  std::string name() const { return text("m %lld k %lld n %lld span %lld", Long(m), Long(k), Long(n), Long(span)); }
};

// y = sums of x against the middles + bias, and the int4 layer added to it.
void run_layer(const Layer& layer, const Case& c, AffineMatrix& matrix, const OutRows& x, const Floats& bias,
               Floats& y) {
  const int64_t groups = affine_groups(c.k);
  const LinearPart all{0, c.m, 0, matrix.blocks};
  Floats sums(c.m * groups);
  Guarded<uint8_t> scratch(static_cast<int64_t>(kLinearScratchBytes));
  sums_kernel(layer.isa).run({x, c.k, sums.data(), groups}, 0, c.m);
  LinearArgs args{};
  args.x = sums.data();
  args.x_stride = groups * 4;
  args.weights = matrix.middles();
  args.bias = bias.data();
  args.y = {y.data(), c.n * 4, ActivationType::f32, {}};
  args.inner = groups;
  args.outputs = c.n;
  linear_kernel(layer.isa, WeightFormat::f32, ActivationType::f32)->run(args, all, scratch.data());
  args.x = x.data;
  args.x_stride = x.stride;
  args.q8 = x.q8;
  args.weights = matrix.affine.data();
  args.bias = nullptr;
  args.residual = y.data();
  args.inner = c.k;
  layer.run(args, all, scratch.data());
}

// Mean squared error relative to float64 sums over the weights as packed and the activations as they were.
double error(const Case& c, AffineMatrix& matrix, const Floats& x, const Floats& bias, const Floats& y) {
  Floats row(c.k);
  double wrong = 0, size = 1e-30;
  for (int64_t o = 0; o < c.n; o++) {
    matrix.read(o, row.data());
    for (int64_t r = 0; r < c.m; r++) {
      double sum = bias[o];
      for (int64_t i = 0; i < c.k; i++) sum += double{x[r * c.k + i]} * row[i];
      wrong += (sum - y[r * c.n + o]) * (sum - y[r * c.n + o]);
      size += sum * sum;
    }
  }
  return wrong / size;
}

void check_layer(Check& check, const Layer& layer, const Case& c, Numbers& numbers) {
  AffineMatrix matrix(c.n, c.k, 0.5f, 1, numbers);
  Floats x(c.m * c.k), bias(c.n), y(c.m * c.n);
  numbers.fill(x, 1);
  numbers.fill(bias, 1);
  for (int64_t i = 0; i < c.m * c.k; i += 3) x[i] += 1;
  Guarded<uint8_t> data(c.m * OutRows::of(nullptr, layer.x, c.k, c.span, 8).stride);
  const OutRows in = OutRows::of(data.data(), layer.x, c.k, c.span, 8);
  for (int64_t r = 0; r < c.m; r++) scalar::store_row(in, r, &x[r * c.k], 0, c.k);
  run_layer(layer, c, matrix, in, bias, y);
  check.compare(error(c, matrix, x, bias, y) / (layer.x == ActivationType::f32 ? kArithmetic : kWholeLayer), c.name());
}

void check_layers(Check& check, const Layer& layer) {
  Numbers numbers(check.seed());
  const int64_t spans[] = {32, 128, 0};
  for (int64_t m = 1; m <= 40; m++) {
    if (!check.takes(4)) continue;
    check_layer(check, layer, {m, numbers.between(1, 300), numbers.between(1, 90), spans[m % 3]}, numbers);
  }
  for (const int64_t k : {31, 32, 33, 64, 65, 1025}) check_layer(check, layer, {3, k, 33, spans[k % 3]}, numbers);
}

}  // namespace

void check_linear_minima(Check& check) {
#define LINEAR_KERNEL(isa, name, weights, x, rows, cols, pass_rows, pass_blocks, consistent)                     \
  if (WeightFormat::weights == WeightFormat::int4 &&                                                             \
      check.begin(Isa::isa, #name "_minima_" #isa, "NMSE 5e-4 of float64 with int8 activations, 1e-11 without")) { \
    check_layers(check, {Isa::isa, isa::name, ActivationType::x});                                               \
    check.end();                                                                                                 \
  }
#include "linear.inc"
#undef LINEAR_KERNEL
}

}  // namespace infbench
