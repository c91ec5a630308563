#include <cmath>

#include "../harness/check.h"
#include "../quantize/quantize.h"
#include "activation.h"

namespace infbench {

namespace {

using Long = long long;
// Relative: exp 1e-7, then a few roundings. exp's own argument x is rounded to 2^-24 |x|, which its result repeats.
constexpr double kTolerance = 6e-7, kOfArgument = 1.8e-7;
constexpr double kFloor = 1e-30;  // absolute: where exp leaves the floats, the result is 0 but for this

constexpr const char* kNames[] = {"silu", "gelu_tanh", "gelu_erf", "relu"};

// The magnitude of what exp is taken of.
double argument(Activation kind, double x) {
  if (kind == Activation::gelu_tanh) return std::fabs(1.596 * (x + 0.044715 * x * x * x));
  if (kind == Activation::gelu_erf) return x < 0 ? x * x / 2 : 0;
  return kind == Activation::silu ? std::fabs(x) : 0;
}

struct Case {
  ActivationFn run, oracle;
  bool gated;
  Activation kind;
};

double worst_error(const Case& c, const Floats& x, const Floats& y, const Floats& expected, int64_t cols) {
  double error = 0;
  for (int64_t i = 0; i < y.size(); i++) {
    const double gate = x[c.gated ? i / cols * 2 * cols + i % cols : i];
    const double up = c.gated ? x[i / cols * 2 * cols + cols + i % cols] : 1;
    const double relative = kTolerance + kOfArgument * std::fmin(argument(c.kind, gate), 90);
    const double bound = relative * std::fabs(double{expected[i]}) + kFloor * std::fmax(1, std::fabs(up));
    error = std::fmax(error, std::fabs(double{y[i]} - expected[i]) / bound);
  }
  return error;
}

// Gates walk from far negative to far positive, where exp leaves the range of floats.
void check_shape(Check& check, const Case& c, int64_t rows, int64_t cols, Numbers& numbers) {
  const int64_t wide = c.gated ? 2 * cols : cols;
  Floats x(rows * wide), y(rows * cols), expected(rows * cols), alone(cols), scratch(cols);
  for (int64_t i = 0; i < x.size(); i++) x[i] = numbers.unit() * (i % 7 == 0 ? 120.0f : 6.0f);
  const auto rows_of = [&](Floats& f) { return OutRows::of(f.data(), ActivationType::f32, cols); };
  c.oracle({x.data(), rows_of(expected), cols, c.kind}, 0, rows, scratch.data());
  c.run({x.data(), rows_of(y), cols, c.kind}, 0, rows, scratch.data());
  const std::string where = text("%s%s %lld x %lld", c.gated ? "gated " : "", kNames[static_cast<int>(c.kind)],
                                 Long(rows), Long(cols));
  check.compare(worst_error(c, x, y, expected, cols), where);
  c.run({x.data() + (rows - 1) * wide, rows_of(alone), cols, c.kind}, 0, 1, scratch.data());
  check.same(alone.data(), y.data() + (rows - 1) * cols, cols, where + ", last row alone");
  // Other types hold what quantizing the floats gives.
  for (const ActivationType type : {ActivationType::bf16, ActivationType::q8}) {
    const int64_t stride = OutRows::of(nullptr, type, cols, 32, 8).stride;
    Guarded<uint8_t> got(rows * stride), wanted(rows * stride);
    c.run({x.data(), OutRows::of(got.data(), type, cols, 32, 8), cols, c.kind}, 0, rows, scratch.data());
    scalar::quantize_rows({y.data(), cols, cols, OutRows::of(wanted.data(), type, cols, 32, 8)}, 0, rows);
    check.that(std::memcmp(got.data(), wanted.data(), static_cast<size_t>(got.size())) == 0,
               where + ", as " + kActivationTypeNames[static_cast<int>(type)]);
  }
}

void check_add(Check& check, AddFn run, int64_t count, Numbers& numbers) {
  Floats a(count), b(count), y(count), expected(count);
  numbers.fill(a, 1);
  numbers.fill(b, 1);
  scalar::add({a.data(), b.data(), expected.data()}, 0, count);
  const int64_t cut = numbers.between(0, count);
  run({a.data(), b.data(), y.data()}, 0, cut);
  run({a.data(), b.data(), y.data()}, cut, count);
  check.same(y.data(), expected.data(), count, text("add %lld", Long(count)));
}

void check_kernel(Check& check, ActivationFn gated, ActivationFn activate, AddFn add) {
  Numbers numbers(check.seed());
  for (int64_t cols = 1; cols <= 70; cols++) {
    for (const Activation kind :
         {Activation::silu, Activation::gelu_tanh, Activation::gelu_erf, Activation::relu}) {
      check_shape(check, {gated, scalar::gated, true, kind}, numbers.between(1, 9), cols, numbers);
      check_shape(check, {activate, scalar::activate, false, kind}, numbers.between(1, 9), cols, numbers);
    }
    check_add(check, add, cols, numbers);
  }
}

}  // namespace

void check_activation(Check& check) {
#define ACTIVATION_KERNEL(isa)                                                                           \
  if (check.begin(Isa::isa, "activation_" #isa, "6e-7 + 1.8e-7 of exp's argument; other types exact")) { \
    check_kernel(check, isa::gated, isa::activate, isa::add);                                            \
    check.end();                                                                                         \
  }
#include "activation.inc"
#undef ACTIVATION_KERNEL
}

}  // namespace infbench
