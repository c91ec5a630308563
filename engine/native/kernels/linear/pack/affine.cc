#include "affine.h"

#include <cmath>
#include <cstring>

#include "../packed.h"
#include "group.h"
#include "half.h"

namespace infbench {

namespace {

// What makes integers of the values of one group: q = (value - low) * inverse.
struct Ranges {
  float low[kBlockLanes], inverse[kBlockLanes];
};

void find_extremes(const float* values, int64_t count, float* low, float* high) {
  for (int lane = 0; lane < kBlockLanes; lane++) low[lane] = high[lane] = count > 0 ? values[lane] : 0;
  for (int64_t k = 1; k < count; k++) {
    for (int lane = 0; lane < kBlockLanes; lane++) {
      const float x = values[k * kBlockLanes + lane];
      low[lane] = x < low[lane] ? x : low[lane];
      high[lane] = x > high[lane] ? x : high[lane];
    }
  }
}

// Sets scale and minimum of outputs that were not given.
Ranges find_ranges(const float* values, int64_t count, uint32_t given, float* scales, float* minima) {
  Ranges ranges;
  float high[kBlockLanes];
  find_extremes(values, count, ranges.low, high);
  for (int lane = 0; lane < kBlockLanes; lane++) {
    if ((given >> lane & 1) != 0) {
      ranges.low[lane] = 0;
      ranges.inverse[lane] = 1;
      continue;
    }
    const float scale = (high[lane] - ranges.low[lane]) / 15;
    ranges.inverse[lane] = scale < 1e-30f ? 0 : 1 / scale;
    scales[lane] = from_half(to_half(scale));
    minima[lane] = from_half(to_half(ranges.low[lane]));
  }
  return ranges;
}

// Inputs past `count` are the middle, whose integer is 0.
void store_group(const float* values, int64_t count, const Ranges& ranges, uint8_t* out) {
  int32_t integers[kGroupInputs][kBlockLanes];
  for (int64_t k = 0; k < kGroupInputs; k++) {
    for (int lane = 0; lane < kBlockLanes; lane++) {
      const float above = k < count ? values[k * kBlockLanes + lane] - ranges.low[lane] : 0;
      const float x = k < count ? above * ranges.inverse[lane] : kInt4Zero;
      const int32_t rounded = static_cast<int32_t>(x + 0.5f);
      integers[k][lane] = (rounded > 15 ? 15 : rounded < 0 ? 0 : rounded) - kInt4Zero;
    }
  }
  store_int4_group(integers, out);
}

}  // namespace

size_t middles_at(int64_t rows, int64_t cols) { return packed_bytes(WeightFormat::int4, rows, cols); }

size_t affine_bytes(int64_t rows, int64_t cols) {
  return middles_at(rows, cols) + packed_bytes(WeightFormat::f32, rows, affine_groups(cols));
}

void pack_affine_block(const AffineBlock& block, int64_t cols, void* out, float* middles) {
  const int64_t records = (cols + kRecordInputs - 1) / kRecordInputs;
  for (int64_t g = 0; g < records * 2; g++) {
    uint8_t* const record = static_cast<uint8_t*>(out) + g / 2 * kInt4Record;
    const int64_t left = cols - g * kGroupInputs;
    const int64_t count = left < 0 ? 0 : left < kGroupInputs ? left : kGroupInputs;
    const float* const values = block.values + g * kGroupInputs * kBlockLanes;
    uint16_t halves[kBlockLanes] = {};
    Ranges ranges{};
    if (count > 0) {
      float* const scales = block.scales + g * kBlockLanes;
      float* const minima = block.minima + g * kBlockLanes;
      ranges = find_ranges(values, count, block.given, scales, minima);
      for (int lane = 0; lane < kBlockLanes; lane++) {
        halves[lane] = to_half(scales[lane]);
        middles[g * kBlockLanes + lane] = minima[lane] + 8 * scales[lane];
      }
    }
    store_group(values, count, ranges, record + g % 2 * (kInt4Scales / 2));
    std::memcpy(record + kInt4Scales + g % 2 * 32, halves, sizeof halves);
  }
}

void add_middles(const float* middles, int64_t cols, int64_t row, float* out) {
  const float* const first = middles + row / kBlockLanes * affine_groups(cols) * kBlockLanes + row % kBlockLanes;
  for (int64_t col = 0; col < cols; col++) out[col] += first[col / kGroupInputs * kBlockLanes];
}

}  // namespace infbench
