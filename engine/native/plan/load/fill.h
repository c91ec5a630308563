// Rows of a weight's parts as floats: from files, random numbers, constants, values, or integers with their scales and
// minima.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "../../kernels/linear/pack/affine.h"
#include "../plan.h"
#include "file_map.h"

namespace infbench {

using Files = std::map<std::string, std::unique_ptr<FileMap>>;

// Rows of packed blocks: lanes of a strip.
constexpr int64_t kStrip = 16;

// Where element (row, col) of a strip goes: packed [cols][16], plain [16][cols].
struct Strip {
  float* data;
  int64_t lane_stride, col_stride;
  // Of a weight with minima; else null. Parts that bring integers leave them in `data`, and their scales and minima
  // here.
  AffineBlock* affine;
};

// Rows [first, end) of the weight, all of one strip.
void fill_rows(const Weight& weight, const Strip& to, int64_t first, int64_t end, const Files& files);

}  // namespace infbench
