// A matrix of random weights for the checks of int4 with minima.
#pragma once

#include "../../harness/check.h"
#include "../packed.h"
#include "affine.h"

namespace infbench {

// A matrix of one distribution, packed with minima and without.
struct AffineMatrix {
  const int64_t rows, cols, blocks;
  Floats weights;  // [blocks * 16][cols]
  Guarded<uint8_t> affine, symmetric;

  // Weights of [center - spread, center + spread).
  AffineMatrix(int64_t rows, int64_t cols, float center, float spread, Numbers& numbers)
      : rows(rows), cols(cols), blocks((rows + 15) / 16), weights(blocks * 16 * cols),
        affine(static_cast<int64_t>(affine_bytes(rows, cols))),
        symmetric(static_cast<int64_t>(packed_bytes(WeightFormat::int4, rows, cols))) {
    const int64_t groups = affine_groups(cols);
    Floats block(16 * cols), copy(16 * cols), scales(16 * groups), minima(16 * groups);
    for (int64_t b = 0; b < blocks; b++) {
      for (int64_t i = 0; i < 16 * cols; i++) {
        block[i] = copy[i] = b * 16 + i % 16 < rows ? center + spread * numbers.unit() : 0;
        weights[(b * 16 + i % 16) * cols + i / 16] = block[i];
      }
      const int64_t bytes = static_cast<int64_t>(packed_block_bytes(WeightFormat::int4, cols));
      pack_block(WeightFormat::int4, block.data(), cols, symmetric.data() + b * bytes);
      pack_affine_block({copy.data(), scales.data(), minima.data(), 0}, cols, affine.data() + b * bytes,
                        middles() + b * 16 * groups);
    }
  }

  float* middles() { return reinterpret_cast<float*>(affine.data() + middles_at(rows, cols)); }

  void read(int64_t row, float* out) {
    unpack_row(WeightFormat::int4, affine.data(), cols, row, out);
    add_middles(middles(), cols, row, out);
  }
};

}  // namespace infbench
