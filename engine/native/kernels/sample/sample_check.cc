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
  x[n - 1] = x[n - n / 4 - 1] = 20;  // the largest, twice, far from the start
  check.that(run(x.data(), n) == n - n / 4 - 1, text("argmax of %lld, late", Long(n)));
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
    // 1.5e-7 of exp itself, the rounding of its argument, which is up to 2^-24 of |x scale|, and that of log2(e).
    const double bound = (1.5e-7 + std::fabs(double{x[i]} * scale) * (0x1p-24 + 1.3e-8)) * expected[i] + 1.3e-38;
    error = std::fmax(error, std::fabs(double{out[i]} - expected[i]) / bound);
  }
  check.compare(error, text("exp_sum of %lld", Long(n)));
  check.that(run(x.data(), n, 0, scale, nullptr) == got, text("exp_sum of %lld without terms", Long(n)));
}

// Every place above a threshold is found, in order; sums are those of the oracle.
void check_walks(Check& check, const SampleKernel& kernel, int64_t n, Numbers& numbers) {
  Floats x(n);
  numbers.fill(x, 1);
  if (n > 3) x[n / 2] = __builtin_nanf("");
  bool same = true;
  for (const float threshold : {-2.0f, 0.9f, x[0], 2.0f}) {
    for (int64_t i = 0; i <= n; i++) {
      const int64_t found = kernel.find_above(x.data(), i, n, threshold);
      same &= found == scalar::find_above(x.data(), i, n, threshold);
      i = found;
    }
  }
  check.that(same, text("find_above of %lld", Long(n)));
  if (n > 3) x[n / 2] = 0;
  const double error = std::fabs(kernel.sum(x.data(), n) - scalar::sum(x.data(), n));
  check.compare(error / (1e-6 * static_cast<double>(n)), text("sum of %lld", Long(n)));
}

void check_kernel(Check& check, const SampleKernel& kernel) {
  Numbers numbers(check.seed());
  const auto all = [&](int64_t n) {
    check_argmax(check, kernel.argmax, n, numbers);
    check_exp_sum(check, kernel.exp_sum, n, numbers);
    check_walks(check, kernel, n, numbers);
  };
  for (int64_t n = 1; n <= 140; n++) all(n);
  for (const int64_t n : {511, 512, 513, 2047, 2049, 32000, 128256}) all(n);
}

}  // namespace

void check_sample(Check& check) {
#define SAMPLE_KERNEL(isa)                                                                   \
  if (check.begin(Isa::isa, "sample_" #isa, "places exact; exp 1.5e-7 relative, sums 1e-6")) { \
    check_kernel(check, sample_kernel(Isa::isa));                                            \
    check.end();                                                                             \
  }
#include "sample.inc"
#undef SAMPLE_KERNEL
}

}  // namespace infbench
