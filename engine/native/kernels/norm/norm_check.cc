#include <cmath>

#include "../harness/check.h"
#include "../quantize/quantize.h"
#include "norm.h"

namespace infbench {

namespace {

constexpr double kTolerance = 1e-6;  // relative to the largest element, before the mean is taken off

// The largest |x| / deviation * |gain|: what a layer norm subtracts the mean from. Rows of few, nearly equal numbers lose
// digits there, whatever the kernel.
double before_mean(const Floats& x, const Floats& gain, int64_t rows, int64_t cols) {
  double largest = 0;
  for (int64_t row = 0; row < rows; row++) {
    double sum = 0, squares = 0;
    for (int64_t i = row * cols; i < (row + 1) * cols; i++) sum += x[i], squares += double{x[i]} * x[i];
    const double n = static_cast<double>(cols), variance = squares / n - sum / n * (sum / n);
    for (int64_t i = 0; i < cols; i++) {
      const double scaled = std::fabs(double{x[row * cols + i]} * gain[i]) / std::sqrt(std::fmax(variance, 0) + 1e-5);
      largest = std::fmax(largest, scaled);
    }
  }
  return largest;
}

struct Case {
  NormFn run, oracle;
  const char* name;
};

void check_shape(Check& check, const Case& c, int64_t rows, int64_t cols, Numbers& numbers) {
  Floats x(rows * cols), gain(cols), bias(cols), y(rows * cols), expected(rows * cols), alone(cols), scratch(cols);
  numbers.fill(x, 3);
  numbers.fill(gain, 2);
  numbers.fill(bias, 1);
  const float* const biased = numbers.between(0, 1) == 0 ? nullptr : bias.data();
  const auto args = [&](const float* from, void* to, ActivationType type) {
    return NormArgs{from, gain.data(), biased, OutRows::of(to, type, cols, 0, 8), cols, 1e-5f};
  };
  c.oracle(args(x.data(), expected.data(), ActivationType::f32), 0, rows, scratch.data());
  c.run(args(x.data(), y.data(), ActivationType::f32), 0, rows, scratch.data());
  double largest = c.oracle == scalar::layer_norm ? before_mean(x, gain, rows, cols) : 1e-30, error = 0;
  for (int64_t i = 0; i < rows * cols; i++) largest = std::fmax(largest, std::fabs(expected[i]));
  for (int64_t i = 0; i < rows * cols; i++) error = std::fmax(error, std::fabs(double{y[i]} - expected[i]));
  const std::string where =
      text("%s %lld x %lld", c.name, static_cast<long long>(rows), static_cast<long long>(cols));
  check.compare(error / largest / kTolerance, where);
  const int64_t last = (rows - 1) * cols;
  c.run(args(x.data() + last, alone.data(), ActivationType::f32), 0, 1, scratch.data());
  check.same(alone.data(), y.data() + last, cols, where + ", last row alone");
  for (const ActivationType type : {ActivationType::bf16, ActivationType::q8}) {
    const int64_t stride = OutRows::of(nullptr, type, cols, 0, 8).stride;
    Guarded<uint8_t> got(rows * stride), wanted(rows * stride);
    c.run(args(x.data(), got.data(), type), 0, rows, scratch.data());
    scalar::quantize_rows({y.data(), cols, cols, OutRows::of(wanted.data(), type, cols, 0, 8)}, 0, rows);
    check.that(std::memcmp(got.data(), wanted.data(), static_cast<size_t>(got.size())) == 0,
               where + ", as " + kActivationTypeNames[static_cast<int>(type)]);
  }
  c.run(args(x.data(), x.data(), ActivationType::f32), 0, rows, scratch.data());
  check.same(x.data(), y.data(), rows * cols, where + ", in place");
}

void check_kernel(Check& check, NormFn rms_norm, NormFn layer_norm) {
  Numbers numbers(check.seed());
  for (const Case& c : {Case{rms_norm, scalar::rms_norm, "rms_norm"}, {layer_norm, scalar::layer_norm, "layer_norm"}}) {
    for (int64_t cols = 1; cols <= 140; cols++) check_shape(check, c, numbers.between(1, 33), cols, numbers);
    for (const int64_t cols : {288, 768, 2048, 2049}) check_shape(check, c, 3, cols, numbers);
  }
}

}  // namespace

void check_norm(Check& check) {
#define NORM_KERNEL(isa)                                                                         \
  if (check.begin(Isa::isa, "norm_" #isa, "1e-6 of the largest; rows alone and types exact")) { \
    check_kernel(check, isa::rms_norm, isa::layer_norm);                                         \
    check.end();                                                                                 \
  }
#include "norm.inc"
#undef NORM_KERNEL
}

}  // namespace infbench
