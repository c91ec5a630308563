#include "../packed.h"

#include <cmath>
#include <cstring>

#include "../../quantize/quantize.h"
#include "group.h"
#include "half.h"

namespace infbench {

namespace {

constexpr int64_t kGroup = kGroupInputs;
constexpr int64_t kLanes = kBlockLanes;

int64_t records(int64_t cols) { return (cols + kRecordInputs - 1) / kRecordInputs; }

// A group of up to 32 inputs of 16 outputs as integers [32][16], and its scales as half.
struct Group {
  int32_t values[kGroup][kLanes];
  uint16_t scales[kLanes];
};

// The value of largest magnitude of each output (the first of equals), 0 for a group beyond the matrix.
void find_extremes(const float* group, int64_t count, float* extremes) {
  for (int lane = 0; lane < kLanes; lane++) extremes[lane] = 0;
  for (int64_t k = 0; k < count; k++) {
    for (int lane = 0; lane < kLanes; lane++) {
      const float x = group[k * kLanes + lane];
      extremes[lane] = std::fabs(x) > std::fabs(extremes[lane]) ? x : extremes[lane];
    }
  }
}

// 0 for scales that no half and no reciprocal can hold: the group is 0.
float inverse_of(float scale) { return std::fabs(scale) < 1e-30f ? 0 : 1 / scale; }

// Integers are round(x / scale) of the scale before it becomes a half.
void quantize_int8(const float* group, int64_t count, Group* out) {
  float extremes[kLanes], inverse[kLanes];
  find_extremes(group, count, extremes);
  for (int lane = 0; lane < kLanes; lane++) {
    const float scale = std::fabs(extremes[lane]) / 127;
    inverse[lane] = inverse_of(scale);
    out->scales[lane] = to_half(scale);
  }
  for (int64_t k = 0; k < kGroup; k++) {
    for (int lane = 0; lane < kLanes; lane++) {
      const float x = k < count ? group[k * kLanes + lane] * inverse[lane] : 0;
      const float bounded = x > 127 ? 127 : x < -127 ? -127 : x;
      out->values[k][lane] = static_cast<int32_t>(bounded + (bounded < 0 ? -0.5f : 0.5f));
    }
  }
}

void quantize_int4(const float* group, int64_t count, Group* out) {
  float extremes[kLanes], inverse[kLanes];
  find_extremes(group, count, extremes);
  for (int lane = 0; lane < kLanes; lane++) {
    const float scale = extremes[lane] / -8;
    inverse[lane] = inverse_of(scale);
    out->scales[lane] = to_half(scale);
  }
  for (int64_t k = 0; k < kGroup; k++) {
    for (int lane = 0; lane < kLanes; lane++) {
      const float x = k < count ? group[k * kLanes + lane] * inverse[lane] : 0;
      const int32_t rounded = static_cast<int32_t>(x + 8.5f);
      out->values[k][lane] = (rounded > 15 ? 15 : rounded < 0 ? 0 : rounded) - kInt4Zero;
    }
  }
}

void store_int8(const Group& group, uint8_t* out) {
  for (int64_t k = 0; k < kGroup; k++) {
    for (int64_t lane = 0; lane < kLanes; lane++) {
      out[k / 4 * 64 + lane * 4 + k % 4] = static_cast<uint8_t>(group.values[k][lane] + kInt8Zero);
    }
  }
}

template <bool Int4>
void pack_records(const float* block, int64_t cols, uint8_t* out) {
  constexpr int64_t kBytes = Int4 ? kInt4Record : kInt8Record;
  constexpr int64_t kScales = Int4 ? kInt4Scales : kInt8Scales;
  for (int64_t g = 0; g < records(cols) * 2; g++) {
    uint8_t* const record = out + g / 2 * kBytes;
    const int64_t left = cols - g * kGroup;
    const int64_t count = left < 0 ? 0 : left < kGroup ? left : kGroup;
    Group group;
    if (Int4) {
      quantize_int4(block + g * kGroup * kLanes, count, &group);
      store_int4_group(group.values, record + g % 2 * (kScales / 2));
    } else {
      quantize_int8(block + g * kGroup * kLanes, count, &group);
      store_int8(group, record + g % 2 * (kScales / 2));
    }
    std::memcpy(record + kScales + g % 2 * 32, group.scales, sizeof group.scales);
  }
}

void pack_bf16(const float* block, int64_t cols, uint8_t* out) {
  for (int64_t k = 0; k < (cols + 1) / 2 * 2; k++) {
    for (int64_t lane = 0; lane < kLanes; lane++) {
      const uint16_t bits = k < cols ? to_bf16(block[k * kLanes + lane]) : 0;
      std::memcpy(out + ((k / 2 * kLanes + lane) * 2 + k % 2) * 2, &bits, 2);
    }
  }
}

}  // namespace

size_t packed_block_bytes(WeightFormat format, int64_t cols) {
  switch (format) {
    case WeightFormat::f32: return static_cast<size_t>(cols * kLanes * 4);
    case WeightFormat::bf16: return static_cast<size_t>((cols + 1) / 2 * kLanes * 4);
    case WeightFormat::int8: return static_cast<size_t>(records(cols) * kInt8Record);
    default: return static_cast<size_t>(records(cols) * kInt4Record);
  }
}

size_t packed_bytes(WeightFormat format, int64_t rows, int64_t cols) {
  return static_cast<size_t>((rows + kLanes - 1) / kLanes) * packed_block_bytes(format, cols);
}

void pack_block(WeightFormat format, const float* block, int64_t cols, void* out) {
  uint8_t* const bytes = static_cast<uint8_t*>(out);
  switch (format) {
    case WeightFormat::f32: std::memmove(out, block, packed_block_bytes(format, cols)); return;
    case WeightFormat::bf16: return pack_bf16(block, cols, bytes);
    case WeightFormat::int8: return pack_records<false>(block, cols, bytes);
    default: return pack_records<true>(block, cols, bytes);
  }
}

}  // namespace infbench
