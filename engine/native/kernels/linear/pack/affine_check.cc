// int4 with minima: what packing loses, and that given integers come back.
#include <cmath>

#include "../linear_check.h"
#include "affine_case.h"
#include "half.h"

namespace infbench {

namespace {

using Long = long long;

// Each weight is within half a step, and the halves' rounding, of what it was.
void check_steps(Check& check, int64_t cols, float center, Numbers& numbers) {
  AffineMatrix matrix(19, cols, center, 1, numbers);
  Floats row(cols);
  for (int64_t n = 0; n < matrix.rows; n++) {
    const float* const wanted = &matrix.weights[n * cols];
    matrix.read(n, row.data());
    for (int64_t k = 0; k < cols; k++) {
      double low = wanted[k], high = wanted[k];
      for (int64_t i = k / 32 * 32; i < k / 32 * 32 + 32 && i < cols; i++) {
        low = std::fmin(low, wanted[i]);
        high = std::fmax(high, wanted[i]);
      }
      const double allowed = (high - low) * (0.5 / 15 + 0x1p-11) + std::fabs(low) * 0x1p-11 + 1e-6;
      check.compare(std::fabs(double{row[k]} - wanted[k]) / allowed,
                    text("steps: cols %lld row %lld k %lld", Long(cols), Long(n), Long(k)));
    }
  }
}

// Of weights that lie on one side of zero, the error is a small part of that of int4 without minima.
void check_skewed(Check& check, float center, double share, Numbers& numbers) {
  AffineMatrix matrix(48, 256, center, 1, numbers);
  Floats row(256);
  double affine = 0, symmetric = 0;
  for (int64_t n = 0; n < matrix.rows; n++) {
    matrix.read(n, row.data());
    for (int64_t k = 0; k < 256; k++) affine += std::pow(row[k] - matrix.weights[n * 256 + k], 2);
    unpack_row(WeightFormat::int4, matrix.symmetric.data(), 256, n, row.data());
    for (int64_t k = 0; k < 256; k++) symmetric += std::pow(row[k] - matrix.weights[n * 256 + k], 2);
  }
  check.compare(affine / symmetric / share, text("center %g: squared error %g of symmetric", double{center},
                                                 affine / symmetric));
}

// Integers, scales and minima as another quantizer may have made them: any integers in a group, any float as minimum.
void check_given(Check& check, int64_t cols, Numbers& numbers) {
  const int64_t groups = affine_groups(cols);
  Floats values(16 * cols), integers(16 * cols), scales(16 * groups), minima(16 * groups), row(cols);
  Guarded<uint8_t> packed(static_cast<int64_t>(affine_bytes(16, cols)));
  for (int64_t i = 0; i < 16 * cols; i++) values[i] = integers[i] = static_cast<float>(numbers.between(3, 15));
  for (int64_t i = 0; i < 16 * groups; i++) {
    scales[i] = from_half(to_half(numbers.unit()));
    minima[i] = 10 * numbers.unit();
  }
  float* const middles = reinterpret_cast<float*>(packed.data() + middles_at(16, cols));
  pack_affine_block({values.data(), scales.data(), minima.data(), 0xffff}, cols, packed.data(), middles);
  for (int64_t lane = 0; lane < 16; lane++) {
    unpack_row(WeightFormat::int4, packed.data(), cols, lane, row.data());
    add_middles(middles, cols, lane, row.data());
    for (int64_t k = 0; k < cols; k++) {
      const double scale = scales[k / 32 * 16 + lane], min = minima[k / 32 * 16 + lane];
      const double wanted = scale * integers[k * 16 + lane] + min;
      // Each of the two by half a unit, the second of a sum that the first is already in.
      const double rounding = (std::fabs(min + 8 * scale) + std::fabs(wanted)) * 0x1.01p-24;
      check.compare(std::fabs(row[k] - wanted) / rounding,
                    text("given: cols %lld lane %lld k %lld", Long(cols), Long(lane), Long(k)));
    }
  }
}

}  // namespace

void check_pack_affine(Check& check) {
  if (check.begin(Isa::scalar, "pack_affine", "half a step of each group; given integers to float; skewed weights")) {
    Numbers numbers(check.seed());
    for (const int64_t cols : {1, 31, 32, 40, 64, 96, 200}) {
      for (const float center : {0.0f, 0.7f, -3.0f}) check_steps(check, cols, center, numbers);
      check_given(check, cols, numbers);
    }
    check_skewed(check, 0, 1, numbers);
    check_skewed(check, 1, 0.3, numbers);
    check_skewed(check, -4, 0.06, numbers);
    check.end();
  }
}

}  // namespace infbench
