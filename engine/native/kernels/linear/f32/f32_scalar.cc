#include "../linear.h"

namespace infbench::scalar {

namespace {

// One row times one block of 16 outputs, in double.
void block_of_row(const LinearArgs& args, int64_t row, int64_t block) {
  const float* x = reinterpret_cast<const float*>(static_cast<const uint8_t*>(args.x) + row * args.x_stride);
  const float* w = static_cast<const float*>(args.weights) + block * args.inner * 16;
  double sums[16] = {};
  for (int64_t k = 0; k < args.inner; k++) {
    for (int lane = 0; lane < 16; lane++) sums[lane] += static_cast<double>(x[k]) * w[k * 16 + lane];
  }
  const float* residual = args.residual == nullptr ? nullptr : args.residual + row * (args.y.stride / 4);
  for (int lane = 0; lane < 16; lane++) {
    const int64_t n = block * 16 + lane;
    if (n >= args.outputs) break;
    double y = sums[lane];
    if (args.bias != nullptr) y += args.bias[n];
    if (residual != nullptr) y += residual[n];
    static_cast<float*>(args.y.row(row))[n] = static_cast<float>(y);
  }
}

}  // namespace

void linear_f32(const LinearArgs& args, const LinearPart& part, void*) {
  for (int64_t block = part.block_begin; block < part.block_end; block++) {
    for (int64_t row = part.row_begin; row < part.row_end; row++) block_of_row(args, row, block);
  }
}

}  // namespace infbench::scalar
