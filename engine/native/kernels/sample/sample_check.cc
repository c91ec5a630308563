#include <cmath>

#include "../harness/check.h"
#include "sample.h"

namespace infbench {

namespace {

using Long = long long;

void check_argmax(Check& check, ArgmaxFn run, int64_t n, Numbers& numbers) {
  Floats x(n);
  for (int64_t i = 0; i < n; i++) x[i] = static_cast<float>(numbers.between(-9, n % 3 == 0 ? -1 : 9));  // many ties
  check.that(run(x.data(), n) == scalar::argmax(x.data(), n), text("argmax of %lld", Long(n)));
}

void check_exp_sum(Check& check, ExpSumFn run, int64_t n, Numbers& numbers) {
  Floats x(n), out(n), expected(n);
  for (int64_t i = 0; i < n; i++) x[i] = numbers.unit() * 45 - 45;  // exp from 1 down to below the smallest float
  x[n / 2] = 0;  // as in use: the largest logit is subtracted
  const float scale = 1 + static_cast<float>(n % 3) / 2;
  const double wanted = scalar::exp_sum(x.data(), n, 0, scale, expected.data());
  const double got = run(x.data(), n, 0, scale, out.data());
  double error = std::fabs(got - wanted) / wanted / 3e-6;
  for (int64_t i = 0; i < n; i++) {
    // 1.5e-7 of exp itself, and the rounding of its argument, which is up to 2^-24 of |x scale|.
    const double bound = (1.5e-7 + std::fabs(double{x[i]} * scale) * 0x1p-24) * expected[i] + 1.3e-38;
    error = std::fmax(error, std::fabs(double{out[i]} - expected[i]) / bound);
  }
  check.compare(error, text("exp_sum of %lld", Long(n)));
  check.that(run(x.data(), n, 0, scale, nullptr) == got, text("exp_sum of %lld without terms", Long(n)));
}

void check_kernel(Check& check, ArgmaxFn argmax, ExpSumFn exp_sum) {
  Numbers numbers(check.seed());
  for (int64_t n = 1; n <= 140; n++) {
    check_argmax(check, argmax, n, numbers);
    check_exp_sum(check, exp_sum, n, numbers);
  }
  for (const int64_t n : {511, 512, 513, 32000, 128256}) {
    check_argmax(check, argmax, n, numbers);
    check_exp_sum(check, exp_sum, n, numbers);
  }
}

}  // namespace

void check_sample(Check& check) {
#define SAMPLE_KERNEL(isa, argmax, exp_sum)                                        \
  if (check.begin(Isa::isa, "sample_" #isa, "argmax exact; exp 1.5e-7 relative")) { \
    check_kernel(check, isa::argmax, isa::exp_sum);                                \
    check.end();                                                                   \
  }
#include "sample.inc"
#undef SAMPLE_KERNEL
}

}  // namespace infbench
