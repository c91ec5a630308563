// The bf16 linear layer, plainly: both inputs of a pair as floats, products summed in double.
#include "../../quantize/quantize.h"
#include "../linear.h"

namespace infbench::scalar {

namespace {

constexpr int64_t kPairsOfLine = 16;

// One row times one block of 16 outputs; lines of [16 outputs][2 inputs].
void block_of_row(const LinearArgs& args, int64_t row, int64_t block) {
  const int64_t pairs = (args.inner + 1) / 2;
  const auto* const x = reinterpret_cast<const uint16_t*>(static_cast<const uint8_t*>(args.x) + row * args.x_stride);
  const auto* const w = static_cast<const uint16_t*>(args.weights) + block * pairs * kPairsOfLine * 2;
  double sums[kPairsOfLine] = {};
  for (int64_t pair = 0; pair < pairs; pair++) {
    for (int64_t lane = 0; lane < kPairsOfLine; lane++) {
      const uint16_t* const two = w + (pair * kPairsOfLine + lane) * 2;
      sums[lane] += static_cast<double>(from_bf16(x[2 * pair])) * from_bf16(two[0]);
      sums[lane] += static_cast<double>(from_bf16(x[2 * pair + 1])) * from_bf16(two[1]);
    }
  }
  float* const y = static_cast<float*>(args.y.row(row));
  for (int64_t lane = 0; lane < kPairsOfLine && block * 16 + lane < args.outputs; lane++) {
    const int64_t n = block * 16 + lane;
    double sum = sums[lane];
    if (args.bias != nullptr) sum += args.bias[n];
    if (args.residual != nullptr) sum += args.residual[row * (args.y.stride / 4) + n];
    y[n] = static_cast<float>(sum);
  }
}

}  // namespace

void linear_bf16(const LinearArgs& args, const LinearPart& part, void*) {
  for (int64_t block = part.block_begin; block < part.block_end; block++) {
    for (int64_t row = part.row_begin; row < part.row_end; row++) block_of_row(args, row, block);
  }
}

}  // namespace infbench::scalar
