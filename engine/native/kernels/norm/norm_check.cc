#include <cmath>

#include "../harness/check.h"
#include "norm.h"

namespace infbench {

namespace {

constexpr double kTolerance = 1e-6;  // relative to the oracle's largest element

void check_shape(Check& check, NormFn run, int64_t rows, int64_t cols, Numbers& numbers) {
  Floats x(rows * cols), gain(cols), y(rows * cols), expected(rows * cols), alone(cols);
  numbers.fill(x, 3);
  numbers.fill(gain, 2);
  scalar::rms_norm({x.data(), gain.data(), expected.data(), cols, 1e-5f}, 0, rows);
  run({x.data(), gain.data(), y.data(), cols, 1e-5f}, 0, rows);
  double largest = 1e-30, error = 0;
  for (int64_t i = 0; i < rows * cols; i++) largest = std::fmax(largest, std::fabs(expected[i]));
  for (int64_t i = 0; i < rows * cols; i++) error = std::fmax(error, std::fabs(double{y[i]} - expected[i]));
  const std::string where = text("%lld x %lld", static_cast<long long>(rows), static_cast<long long>(cols));
  check.compare(error / largest / kTolerance, where);
  const int64_t last = (rows - 1) * cols;
  run({x.data() + last, gain.data(), alone.data(), cols, 1e-5f}, 0, 1);
  check.same(alone.data(), y.data() + last, cols, where + ", last row alone");
  run({x.data(), gain.data(), x.data(), cols, 1e-5f}, 0, rows);
  check.same(x.data(), y.data(), rows * cols, where + ", in place");
}

void check_kernel(Check& check, NormFn run) {
  Numbers numbers(check.seed());
  for (int64_t cols = 1; cols <= 140; cols++) check_shape(check, run, numbers.between(1, 33), cols, numbers);
  for (const int64_t cols : {288, 768, 2048, 2049}) check_shape(check, run, 3, cols, numbers);
}

}  // namespace

void check_norm(Check& check) {
#define NORM_KERNEL(isa, name)                                                         \
  if (check.begin(Isa::isa, #name "_" #isa, "1e-6 of the largest; rows bit-equal alone")) { \
    check_kernel(check, isa::name);                                                    \
    check.end();                                                                       \
  }
#include "norm.inc"
#undef NORM_KERNEL
}

}  // namespace infbench
