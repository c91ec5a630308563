#include <cmath>

#include "../harness/check.h"
#include "activation.h"

namespace infbench {

namespace {

using Long = long long;
constexpr double kTolerance = 4e-7;  // relative; exp 1e-7, then four roundings
constexpr double kFloor = 1e-30;      // absolute: where exp(-gate) leaves the floats, silu is 0 but for this

// Gates walk from far negative to far positive, where exp leaves the range of floats.
void check_gated(Check& check, GatedFn run, int64_t rows, int64_t cols, Numbers& numbers) {
  Floats x(rows * 2 * cols), y(rows * cols), expected(rows * cols), alone(cols);
  for (int64_t i = 0; i < x.size(); i++) x[i] = numbers.unit() * (i % 7 == 0 ? 120.0f : 6.0f);
  scalar::gated_silu({x.data(), expected.data(), cols}, 0, rows);
  run({x.data(), y.data(), cols}, 0, rows);
  double error = 0;
  for (int64_t i = 0; i < rows * cols; i++) {
    const double bound = kTolerance * std::fabs(double{expected[i]}) + kFloor;
    error = std::fmax(error, std::fabs(double{y[i]} - expected[i]) / bound);
  }
  const std::string where = text("%lld x %lld", Long(rows), Long(cols));
  check.compare(error, where);
  run({x.data() + (rows - 1) * 2 * cols, alone.data(), cols}, 0, 1);
  check.same(alone.data(), y.data() + (rows - 1) * cols, cols, where + ", last row alone");
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

void check_kernel(Check& check, GatedFn gated, AddFn add) {
  Numbers numbers(check.seed());
  for (int64_t cols = 1; cols <= 70; cols++) {
    check_gated(check, gated, numbers.between(1, 33), cols, numbers);
    check_add(check, add, cols, numbers);
  }
}

}  // namespace

void check_activation(Check& check) {
#define ACTIVATION_KERNEL(isa, gated, add)                                            \
  if (check.begin(Isa::isa, #gated "_" #isa, "4e-7 relative + 1e-30; add exact")) {           \
    check_kernel(check, isa::gated, isa::add);                                        \
    check.end();                                                                      \
  }
#include "activation.inc"
#undef ACTIVATION_KERNEL
}

}  // namespace infbench
