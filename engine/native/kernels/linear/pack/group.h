// A group of int4 on its way into a packed block.
#pragma once

#include <cstdint>

#include "../packed.h"

namespace infbench {

constexpr int64_t kGroupInputs = 32;
constexpr int64_t kBlockLanes = 16;

// 32 inputs of 16 outputs as integers -8..7, [32][16], to the four lines of a group.
static inline void store_int4_group(const int32_t (&values)[kGroupInputs][kBlockLanes], uint8_t* out) {
  for (int64_t k = 0; k < kGroupInputs / 2; k++) {
    for (int64_t lane = 0; lane < kBlockLanes; lane++) {
      const int32_t low = values[k][lane] + kInt4Zero, high = values[k + 16][lane] + kInt4Zero;
      out[k / 4 * 64 + lane * 4 + k % 4] = static_cast<uint8_t>(high << 4 | low);
    }
  }
}

}  // namespace infbench
