// Integer linear layers, plainly: the oracle that the kernels of every instruction set equal bit for bit.
//
// An output is a sum over groups of 32 inputs, each of which has a scale of x, a power of two, and one scale of w per
// output. Within a group everything is an integer:
//   acc = sum x w                             int32, exact: below 2^17 for int4, below 2^20 for int8
//   f = fma(x_scale * acc, w_scale, f)        over the groups, starting at 0; x_scale * acc is exact
// Other kernels get x_scale * acc from bits (quantize/q8.h), here it is computed. f + bias + residual is the result.
// int4 x f32: one chain of fma over k on the weights as floats (scale times integer, which is exact).
#include <cmath>
#include <cstring>

#include "../linear.h"
#include "../pack/half.h"
#include "../packed.h"

namespace infbench::scalar {

namespace {

// Weight of input k (0..31) of a group, as stored (unsigned), one of 16 outputs.
struct Int4 {
  static constexpr int64_t record = kInt4Record, scales = kInt4Scales;
  static constexpr int32_t zero = kInt4Zero;
  static int32_t stored(const uint8_t* group, int64_t k, int lane) {
    const int32_t pair = group[k % 16 / 4 * 64 + lane * 4 + k % 4];
    return k < 16 ? pair & 15 : pair >> 4;
  }
};

struct Int8 {
  static constexpr int64_t record = kInt8Record, scales = kInt8Scales;
  static constexpr int32_t zero = kInt8Zero;
  static int32_t stored(const uint8_t* group, int64_t k, int lane) { return group[k / 4 * 64 + lane * 4 + k % 4]; }
};

template <class W>
struct GroupOfBlock {
  GroupOfBlock(const LinearArgs& args, int64_t block, int64_t group) {
    const int64_t records = (args.inner + kRecordInputs - 1) / kRecordInputs;
    const uint8_t* const record =
        static_cast<const uint8_t*>(args.weights) + (block * records + group / 2) * W::record;
    lines = record + group % 2 * (W::scales / 2);
    halves = record + W::scales + group % 2 * 32;
  }
  int32_t stored(int64_t k, int lane) const { return W::stored(lines, k, lane); }
  float scale(int lane) const {
    uint16_t half;
    std::memcpy(&half, halves + lane * 2, 2);
    return from_half(half);
  }
  const uint8_t* lines;
  const uint8_t* halves;
};

const uint8_t* row_of(const LinearArgs& args, int64_t row) {
  return static_cast<const uint8_t*>(args.x) + row * args.x_stride;
}

void store(const LinearArgs& args, int64_t row, int64_t block, const float* sums) {
  const float* const residual =
      args.residual == nullptr ? nullptr : args.residual + row * (args.y.stride / static_cast<int64_t>(sizeof(float)));
  for (int lane = 0; lane < 16; lane++) {
    const int64_t n = block * 16 + lane;
    if (n >= args.outputs) break;
    float y = sums[lane];
    if (args.bias != nullptr) y += args.bias[n];
    if (residual != nullptr) y += residual[n];
    static_cast<float*>(args.y.row(row))[n] = y;
  }
}

template <class W>
void add_group(const LinearArgs& args, const uint8_t* x, int64_t block, int64_t group, float* sums) {
  const GroupOfBlock<W> w(args, block, group);
  const int8_t* const values = args.q8.values(x) + group * kQ8Group;
  const float scale = args.q8.scale(x, group);
  for (int lane = 0; lane < 16; lane++) {
    int32_t acc = 0;
    for (int64_t k = 0; k < kQ8Group; k++) acc += values[k] * (w.stored(k, lane) - W::zero);
    sums[lane] = std::fma(scale * static_cast<float>(acc), w.scale(lane), sums[lane]);
  }
}

template <class W>
void block_of_row(const LinearArgs& args, int64_t row, int64_t block) {
  const uint8_t* const x = row_of(args, row);
  float sums[16] = {};
  for (int64_t group = 0; group < args.q8.padded / kQ8Group; group++) add_group<W>(args, x, block, group, sums);
  store(args, row, block, sums);
}

void float_block_of_row(const LinearArgs& args, int64_t row, int64_t block) {
  const float* const x = reinterpret_cast<const float*>(row_of(args, row));
  float sums[16] = {};
  for (int64_t k = 0; k < args.inner; k++) {
    const GroupOfBlock<Int4> w(args, block, k / kQ8Group);
    for (int lane = 0; lane < 16; lane++) {
      const float weight = static_cast<float>(w.stored(k % kQ8Group, lane) - kInt4Zero) * w.scale(lane);
      sums[lane] = std::fma(x[k], weight, sums[lane]);
    }
  }
  store(args, row, block, sums);
}

template <class Each>
void each_block_of_row(const LinearPart& part, Each&& each) {
  for (int64_t block = part.block_begin; block < part.block_end; block++) {
    for (int64_t row = part.row_begin; row < part.row_end; row++) each(row, block);
  }
}

}  // namespace

void linear_int4(const LinearArgs& args, const LinearPart& part, void*) {
  each_block_of_row(part, [&](int64_t row, int64_t block) { block_of_row<Int4>(args, row, block); });
}

void linear_int8(const LinearArgs& args, const LinearPart& part, void*) {
  each_block_of_row(part, [&](int64_t row, int64_t block) { block_of_row<Int8>(args, row, block); });
}

void linear_int4_f32(const LinearArgs& args, const LinearPart& part, void*) {
  each_block_of_row(part, [&](int64_t row, int64_t block) { float_block_of_row(args, row, block); });
}

}  // namespace infbench::scalar
