// Matrices as the linear kernels read them: blocks of 16 outputs, the last one padded with zeros.
//
// f32    [block][cols][16]
// bf16   [block][cols/2][16][2]: a 64-byte line holds two inputs of 16 outputs, what vdpbf16ps multiplies; cols padded to even
// int8   [block][record], a record for 64 inputs: two groups of 32 of 512 bytes each, then 32 scales. Group: line c = 0..7
//        holds inputs 4c..4c+3 of 16 outputs, [16][4], unsigned: w + 128. 1,088 bytes.
// int4   [block][record] alike: a group is four lines; line c holds inputs 4c..4c+3 in the low and 16+4c..16+4c+3 in the
//        high nibbles, w + 8. 256 + 256 bytes of nibbles and 32 scales: 576 bytes.
// Scales are IEEE half, [group][16 outputs]; w = scale * integer. int8: scale = amax / 127, integers -127..127. int4: scale =
// (the value of largest magnitude) / -8, integers -8..7 (the rule of llama.cpp's Q4_0). Inputs past cols are zero (integer 0).
// int4 with a minimum per group: pack/affine.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../number_type.h"

namespace infbench {

// Records of int8 and int4: inputs, bytes, where the scales start.
constexpr int64_t kRecordInputs = 64;
constexpr int64_t kInt8Record = 1088, kInt8Scales = 1024;
constexpr int64_t kInt4Record = 576, kInt4Scales = 512;
constexpr int32_t kInt8Zero = 128, kInt4Zero = 8;

// Bytes of a block of 16 outputs, and of a matrix.
size_t packed_block_bytes(WeightFormat format, int64_t cols);
size_t packed_bytes(WeightFormat format, int64_t rows, int64_t cols);

// One block: `block` is [cols][16] floats. Any thread, no allocation.
void pack_block(WeightFormat format, const float* block, int64_t cols, void* out);

// Row `row` of a packed matrix as floats, as the kernels see it (rounded).
void unpack_row(WeightFormat format, const void* weights, int64_t cols, int64_t row, float* out);

}  // namespace infbench
