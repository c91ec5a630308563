// Rows of packed matrices as floats, for embeddings: one output lies spread over all lines of its block.
#include "../packed.h"

#include <cmath>
#include <cstring>

#include "../../quantize/quantize.h"
#include "half.h"

namespace infbench {

namespace {

constexpr int64_t kGroup = 32;
constexpr int64_t kLanes = 16;

// A group of 32 inputs of one output.
template <bool Int4>
void unpack_group(const uint8_t* group, const uint8_t* scales, int64_t lane, float* out) {
  uint16_t bits;
  std::memcpy(&bits, scales + lane * 2, sizeof bits);
  const float scale = from_half(bits);
  for (int64_t line = 0; line < (Int4 ? 4 : 8); line++) {
    const uint8_t* const stored = group + line * 64 + lane * 4;
    for (int64_t i = 0; i < 4; i++) {
      const int64_t k = line * 4 + i;
      if (Int4) {
        out[k] = scale * static_cast<float>((stored[i] & 15) - kInt4Zero);
        out[k + 16] = scale * static_cast<float>((stored[i] >> 4) - kInt4Zero);
      } else {
        out[k] = scale * static_cast<float>(stored[i] - kInt8Zero);
      }
    }
  }
}

template <bool Int4>
void unpack_records(const uint8_t* block, int64_t cols, int64_t lane, float* out) {
  constexpr int64_t kBytes = Int4 ? kInt4Record : kInt8Record;
  constexpr int64_t kScales = Int4 ? kInt4Scales : kInt8Scales;
  for (int64_t col = 0; col < cols; col += kGroup) {
    const uint8_t* const record = block + col / kRecordInputs * kBytes;
    const int64_t group = col % kRecordInputs / kGroup;
    float values[kGroup];
    unpack_group<Int4>(record + group * (kScales / 2), record + kScales + group * 2 * kLanes, lane, values);
    const int64_t count = cols - col < kGroup ? cols - col : kGroup;
    std::memcpy(out + col, values, static_cast<size_t>(count) * sizeof(float));
  }
}

void unpack_f32(const uint8_t* block, int64_t cols, int64_t lane, float* out) {
  for (int64_t col = 0; col < cols; col++) std::memcpy(out + col, block + (col * kLanes + lane) * 4, 4);
}

void unpack_bf16(const uint8_t* block, int64_t cols, int64_t lane, float* out) {
  for (int64_t col = 0; col < cols; col++) {
    uint16_t bits;
    std::memcpy(&bits, block + ((col / 2 * kLanes + lane) * 2 + col % 2) * 2, 2);
    out[col] = from_bf16(bits);
  }
}

}  // namespace

void unpack_row(WeightFormat format, const void* weights, int64_t cols, int64_t row, float* out) {
  const uint8_t* const block =
      static_cast<const uint8_t*>(weights) + static_cast<size_t>(row / kLanes) * packed_block_bytes(format, cols);
  const int64_t lane = row % kLanes;
  switch (format) {
    case WeightFormat::f32: return unpack_f32(block, cols, lane, out);
    case WeightFormat::bf16: return unpack_bf16(block, cols, lane, out);
    case WeightFormat::int8: return unpack_records<false>(block, cols, lane, out);
    case WeightFormat::int4: return unpack_records<true>(block, cols, lane, out);
  }
}

}  // namespace infbench
