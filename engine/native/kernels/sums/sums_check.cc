// Against sums in float64 of the values that a linear layer reads, and the bits of the scalar kernel.
#include <cmath>

#include "../harness/check.h"
#include "../quantize/quantize.h"
#include "sums.h"

namespace infbench {

namespace {

using Long = long long;

// A tree of five additions, or a product: each rounds by 2^-24 of what is summed at most.
constexpr double kRounding = 5 * 0x1p-24;

void check_shape(Check& check, SumsFn run, ActivationType type, int64_t span, int64_t cols, Numbers& numbers) {
  const int64_t rows = numbers.between(1, 5), groups = (cols + 31) / 32;
  const int64_t stride = OutRows::of(nullptr, type, cols, span, 8).stride;
  Floats x(cols), read(cols), y(rows * groups), plain(rows * groups);
  Guarded<uint8_t> data(rows * stride);
  const OutRows in = OutRows::of(data.data(), type, cols, span, 8);
  for (int64_t row = 0; row < rows; row++) {
    numbers.fill(x, 3);
    for (int64_t i = 0; i < cols && row % 2 == 1; i++) x[i] += 5;  // sums that do not cancel
    scalar::store_row(in, row, x.data(), 0, cols);
  }
  const int64_t cut = numbers.between(0, rows);
  run({in, cols, y.data(), groups}, 0, cut);
  run({in, cols, y.data(), groups}, cut, rows);
  scalar::group_sums({in, cols, plain.data(), groups}, 0, rows);
  check.same(y.data(), plain.data(), rows * groups, text("cols %lld", Long(cols)));
  for (int64_t row = 0; row < rows; row++) {
    scalar::load_row(in, row, 0, cols, read.data());
    for (int64_t g = 0; g < groups; g++) {
      double sum = 0, size = 1e-30;
      for (int64_t i = g * 32; i < cols && i < (g + 1) * 32; i++) {
        sum += read[i];
        size += std::fabs(read[i]);
      }
      check.compare(std::fabs(sum - y[row * groups + g]) / (size * kRounding),
                    text("%s span %lld, cols %lld, group %lld", kActivationTypeNames[static_cast<int>(type)],
                         Long(span), Long(cols), Long(g)));
    }
  }
}

}  // namespace

void check_sums(Check& check) {
#define SUMS_KERNEL(isa, name)                                                                    \
  if (check.begin(Isa::isa, #name "_" #isa, "float64 sums within five roundings; the bits of scalar")) {              \
    Numbers numbers(check.seed());                                                                \
    for (int64_t cols = 1; cols <= 300; cols++) {                                                 \
      check_shape(check, isa::name, ActivationType::f32, 0, cols, numbers);                       \
      for (const int64_t span : {0, 32, 128}) check_shape(check, isa::name, ActivationType::q8, span, cols, numbers); \
    }                                                                                             \
    check.end();                                                                                  \
  }
#include "sums.inc"
#undef SUMS_KERNEL
}

}  // namespace infbench
