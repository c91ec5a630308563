// Every kernel against the scalar oracle: |y - oracle| <= (inner + 4) 2^-24 sum_k |x w| (the bound of a chain of
// rounded additions). Kernels flagged consistent must also equal, bit for bit, the chain of std::fma in the order of
// k, for every row count, cut of the work and epilogue.
#include <cmath>

#include "../../harness/check.h"
#include "../linear.h"
#include "../linear_check.h"

namespace infbench {

namespace {

using Long = long long;

struct Case {
  Case(int64_t m, int64_t k, int64_t n, bool with_bias, bool with_residual, Numbers& numbers)
      : rows(m), inner(k), outputs(n), stride(n + (m % 2) * 3), blocks((n + 15) / 16), x(m * k),
        weights(blocks * k * 16), bias(n), y((m - 1) * stride + n), residual(y.size()), has_bias(with_bias),
        has_residual(with_residual) {
    numbers.fill(x, 1);
    numbers.fill(weights, 1);
    for (int64_t i = 0; i < weights.size(); i++) {
      if (i / (16 * k) * 16 + i % 16 >= n) weights[i] = 0;
    }
    numbers.fill(bias, 1);
    numbers.fill(residual, 1);
  }

  LinearArgs args(float* out) const {
    LinearArgs args{};
    args.x = x.data();
    args.x_stride = inner * 4;
    args.weights = weights.data();
    args.bias = has_bias ? bias.data() : nullptr;
    args.residual = has_residual ? residual.data() : nullptr;
    args.y = {out, stride * 4, ActivationType::f32, {}};
    args.inner = inner;
    args.outputs = outputs;
    return args;
  }
  const float* weight(int64_t n, int64_t k) const { return &weights[(n / 16 * inner + k) * 16 + n % 16]; }
  std::string name() const {
    return text("m %lld k %lld n %lld%s%s", Long(rows), Long(inner), Long(outputs), has_bias ? " bias" : "",
                has_residual ? " residual" : "");
  }

  int64_t rows, inner, outputs, stride, blocks;
  Floats x, weights, bias, y, residual;
  bool has_bias, has_residual;
};

void against_oracle(Check& check, const Case& c) {
  Floats expected(c.y.size());
  scalar::linear_f32(c.args(expected.data()), {0, c.rows, 0, c.blocks}, nullptr);
  double error = 0;
  for (int64_t m = 0; m < c.rows; m++) {
    for (int64_t n = 0; n < c.outputs; n++) {
      double size = 2;
      for (int64_t k = 0; k < c.inner; k++) size += std::fabs(double{c.x[m * c.inner + k]} * *c.weight(n, k));
      const double bound = static_cast<double>(c.inner + 4) * 0x1p-24 * size;
      const int64_t i = m * c.stride + n;
      error = std::fmax(error, std::fabs(double{c.y[i]} - expected[i]) / bound);
    }
  }
  check.compare(error, c.name());
}

void against_chain(Check& check, const Case& c) {
  bool equal = true;
  for (int64_t m = 0; m < c.rows; m++) {
    for (int64_t n = 0; n < c.outputs; n++) {
      float chain = 0;
      for (int64_t k = 0; k < c.inner; k++) chain = std::fma(c.x[m * c.inner + k], *c.weight(n, k), chain);
      if (c.has_bias) chain += c.bias[n];
      if (c.has_residual) chain += c.residual[m * c.stride + n];
      equal &= std::memcmp(&chain, &c.y[m * c.stride + n], sizeof chain) == 0;
    }
  }
  check.that(equal, c.name() + ": expected the bits of one fma chain");
}

// The work cut in four at random, the residual updated in place.
void cut_and_in_place(Check& check, Case& c, LinearFn run, Numbers& numbers) {
  const int64_t m = numbers.between(0, c.rows), b = numbers.between(0, c.blocks);
  LinearArgs args = c.args(c.residual.data());
  run(args, {0, m, 0, b}, nullptr);
  run(args, {0, m, b, c.blocks}, nullptr);
  run(args, {m, c.rows, b, c.blocks}, nullptr);
  run(args, {m, c.rows, 0, b}, nullptr);
  for (int64_t row = 0; c.has_residual && row < c.rows; row++) {
    check.same(c.residual.data() + row * c.stride, c.y.data() + row * c.stride, c.outputs, c.name() + " in place, cut");
  }
}

void check_case(Check& check, LinearFn run, bool consistent, int64_t m, int64_t k, int64_t n, Numbers& numbers) {
  const int epilogue = static_cast<int>(numbers.between(0, 3));
  Case c(m, k, n, epilogue % 2 == 1, epilogue >= 2, numbers);
  run(c.args(c.y.data()), {0, m, 0, c.blocks}, nullptr);
  against_oracle(check, c);
  if (consistent) against_chain(check, c);
  cut_and_in_place(check, c, run, numbers);
}

void check_kernel(Check& check, LinearFn run, int tile_rows, int tile_cols, bool consistent) {
  Numbers numbers(check.seed());
  for (int64_t m = 1; m <= 67; m++) {
    check_case(check, run, consistent, m, numbers.between(1, 70), numbers.between(1, 200), numbers);
  }
  for (int64_t m = tile_rows - 1; m <= 2 * tile_rows + 1; m++) {
    for (int64_t n = tile_cols - 1; n <= tile_cols + 1; n++) {
      if (m > 0 && n > 0) check_case(check, run, consistent, m, 33, n, numbers);
    }
  }
  for (const int64_t k : {511, 512, 513, 1025}) {  // edges of a run of k
    check_case(check, run, consistent, 2, k, 129, numbers);
    check_case(check, run, consistent, 7, k, 65, numbers);
  }
  check_case(check, run, consistent, 95, 40, 80, numbers);  // edges of a pass of rows
  check_case(check, run, consistent, 96, 40, 80, numbers);
  check_case(check, run, consistent, 97, 530, 70, numbers);
}

}  // namespace

void check_linear_f32(Check& check) {
#define LINEAR_KERNEL(isa, name, weights, x, rows, cols, pass_rows, pass_blocks, consistent)                  \
  if (WeightFormat::weights == WeightFormat::f32 &&                                                           \
      check.begin(Isa::isa, #name "_" #isa, "(k+4) 2^-24 sum|xw|; fma chain bit for bit")) {                  \
    check_kernel(check, isa::name, rows, cols, consistent);                                                   \
    check.end();                                                                                              \
  }
#include "../linear.inc"
#undef LINEAR_KERNEL
}

}  // namespace infbench
