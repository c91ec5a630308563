// Every bf16 kernel against the scalar oracle: |y - oracle| <= (inner + 4) 2^-24 sum_k |x w|, the bound of a chain of
// rounded additions (products of two bf16 are exact in f32, and the numbers here are far from denormal), and against
// the layer of the unrounded numbers in double: NMSE <= 1e-4. Kernels that widen give the bits of the fma chain in the
// order of k; all give the same bits for every row count and cut of the work.
#include <cmath>
#include <vector>

#include "../../harness/check.h"
#include "../../quantize/quantize.h"
#include "../linear_check.h"
#include "../linear.h"
#include "../packed.h"

namespace infbench {

namespace {

using Long = long long;

struct Case {
  Case(int64_t m, int64_t k, int64_t n, bool with_bias, bool with_residual, Numbers& numbers)
      : rows(m), inner(k), outputs(n), x_stride(bf16_stride(k)), y_stride(n + m % 2 * 3), blocks((n + 15) / 16),
        real_x(m * k), real_w(blocks * 16 * k), x(((m - 1) * x_stride + (k + 1) / 2 * 4) / 2),
        weights(static_cast<int64_t>(packed_bytes(WeightFormat::bf16, n, k)) / 2), bias(n), y((m - 1) * y_stride + n),
        residual(y.size()), has_bias(with_bias), has_residual(with_residual) {
    numbers.fill(real_x, 1);
    numbers.fill(real_w, 1);
    numbers.fill(bias, 1);
    numbers.fill(residual, 1);
    for (int64_t row = 0; row < m; row++) scalar::store_row(rows_of_x(), row, &real_x[row * k], 0, k);
    for (int64_t block = 0; block < blocks; block++) {
      pack_block(WeightFormat::bf16, &real_w[block * 16 * k], k, &weights[block * ((k + 1) / 2 * 32)]);
    }
  }

  OutRows rows_of_x() { return {x.data(), x_stride, ActivationType::bf16, {}}; }
  LinearArgs args(float* out) const {
    LinearArgs args{};
    args.x = x.data();
    args.x_stride = x_stride;
    args.weights = weights.data();
    args.bias = has_bias ? bias.data() : nullptr;
    args.residual = has_residual ? residual.data() : nullptr;
    args.y = {out, y_stride * 4, ActivationType::f32, {}};
    args.inner = inner;
    args.outputs = outputs;
    return args;
  }
  float input(int64_t m, int64_t k) const { return from_bf16(x[m * x_stride / 2 + k]); }
  float weight(int64_t n, int64_t k) const {
    return from_bf16(weights[((n / 16 * ((inner + 1) / 2) + k / 2) * 16 + n % 16) * 2 + k % 2]);
  }
  float real_weight(int64_t n, int64_t k) const { return real_w[(n / 16 * inner + k) * 16 + n % 16]; }
  double added(int64_t m, int64_t n) const {
    return (has_bias ? bias[n] : 0.0) + (has_residual ? residual[m * y_stride + n] : 0.0);
  }
  std::string name() const {
    return text("m %lld k %lld n %lld%s%s", Long(rows), Long(inner), Long(outputs), has_bias ? " bias" : "",
                has_residual ? " residual" : "");
  }

  int64_t rows, inner, outputs, x_stride, y_stride, blocks;
  Floats real_x, real_w;
  Guarded<uint16_t> x, weights;
  Floats bias, y, residual;
  bool has_bias, has_residual;
};

void against_oracle(Check& check, const Case& c) {
  Floats expected(c.y.size());
  scalar::linear_bf16(c.args(expected.data()), {0, c.rows, 0, c.blocks}, nullptr);
  double error = 0, difference = 0, energy = 1e-30;
  for (int64_t m = 0; m < c.rows; m++) {
    for (int64_t n = 0; n < c.outputs; n++) {
      double size = 2, real = c.added(m, n);
      for (int64_t k = 0; k < c.inner; k++) {
        size += std::fabs(double{c.input(m, k)} * c.weight(n, k));
        real += double{c.real_x[m * c.inner + k]} * c.real_weight(n, k);
      }
      const int64_t i = m * c.y_stride + n;
      const double bound = static_cast<double>(c.inner + 4) * 0x1p-24 * size;
      error = std::fmax(error, std::fabs(double{c.y[i]} - expected[i]) / bound);
      difference += (c.y[i] - real) * (c.y[i] - real);
      energy += real * real;
    }
  }
  check.compare(error, c.name());
  // A handful of outputs may cancel to nearly nothing; many do not.
  if (c.rows * c.outputs >= 64) check.compare(difference / energy / 1e-4, c.name() + " NMSE");
}

void against_chain(Check& check, const Case& c) {
  bool equal = true;
  for (int64_t m = 0; m < c.rows; m++) {
    for (int64_t n = 0; n < c.outputs; n++) {
      float chain = 0;
      for (int64_t k = 0; k < c.inner; k++) chain = std::fma(c.input(m, k), c.weight(n, k), chain);
      if (c.has_bias) chain += c.bias[n];
      if (c.has_residual) chain += c.residual[m * c.y_stride + n];
      equal &= std::memcmp(&chain, &c.y[m * c.y_stride + n], sizeof chain) == 0;
    }
  }
  check.that(equal, c.name() + ": expected the bits of one fma chain");
}

// The work cut in four at random and then row by row, the residual updated in place the first time.
void cut_and_in_place(Check& check, Case& c, LinearFn run, Numbers& numbers) {
  const int64_t m = numbers.between(0, c.rows), b = numbers.between(0, c.blocks);
  Floats alone(c.y.size());
  for (int64_t row = 0; row < c.rows; row++) run(c.args(alone.data()), {row, row + 1, 0, c.blocks}, nullptr);
  const LinearArgs args = c.args(c.residual.data());
  run(args, {0, m, 0, b}, nullptr);
  run(args, {0, m, b, c.blocks}, nullptr);
  run(args, {m, c.rows, b, c.blocks}, nullptr);
  run(args, {m, c.rows, 0, b}, nullptr);
  for (int64_t row = 0; row < c.rows; row++) {
    const float* const y = &c.y[row * c.y_stride];
    check.same(&alone[row * c.y_stride], y, c.outputs, c.name() + " a row alone");
    check.same(&c.residual[row * c.y_stride], y, c.outputs, c.name() + " in place, cut");
  }
}

void check_case(Check& check, const LinearKernel& kernel, int64_t m, int64_t k, int64_t n, Numbers& numbers) {
  if (!check.takes(4)) return;
  const int epilogue = static_cast<int>(numbers.between(0, 3));
  Case c(m, k, n, epilogue % 2 == 1, epilogue >= 2, numbers);
  kernel.run(c.args(c.y.data()), {0, m, 0, c.blocks}, nullptr);
  against_oracle(check, c);
  if (kernel.isa != Isa::scalar && kernel.isa != Isa::avx512bf16) against_chain(check, c);
  cut_and_in_place(check, c, kernel.run, numbers);
}

void check_kernel(Check& check, const LinearKernel& kernel) {
  Numbers numbers(check.seed());
  for (int64_t m = 1; m <= 67; m++) {
    check_case(check, kernel, m, numbers.between(1, 90), numbers.between(1, 200), numbers);
  }
  for (int64_t m = kernel.tile_rows; m <= 2 * kernel.tile_rows + 1; m++) {
    for (int64_t n = kernel.tile_cols - 1; n <= kernel.tile_cols + 1; n++) check_case(check, kernel, m, 33, n, numbers);
  }
  for (const int64_t k : {1022, 1023, 1024, 1025, 2049}) {  // edges of a run of k
    check_case(check, kernel, 2, k, 129, numbers);
    check_case(check, kernel, 9, k, 65, numbers);
  }
  for (const int64_t m : {95, 96, 97}) check_case(check, kernel, m, 61, 80, numbers);  // edges of a pass of rows
  check_case(check, kernel, 97, 1030, 70, numbers);
}

}  // namespace

void check_linear_bf16(Check& check) {
  constexpr const char* kTolerance = "(k+4) 2^-24 sum|xw|; NMSE 1e-4; the same bits in every cut";
  for (const Isa isa : kIsasBestFirst) {
    const LinearKernel* const kernel = linear_kernel(isa, WeightFormat::bf16, ActivationType::bf16);
    if (kernel == nullptr || kernel->isa != isa || !check.begin(isa, kernel->name, kTolerance)) continue;
    check_kernel(check, *kernel);
    check.end();
  }
}

}  // namespace infbench
