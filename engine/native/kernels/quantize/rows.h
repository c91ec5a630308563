// Where a kernel puts its results: rows of f32, bf16 or q8.
#pragma once

#include "../number_type.h"
#include "q8.h"

namespace infbench {

struct OutRows {
  void* data;
  int64_t stride;  // bytes from row to row
  ActivationType type;
  Q8Shape q8;  // type q8 only

  void* row(int64_t r) const { return static_cast<uint8_t*>(data) + r * stride; }
};

}  // namespace infbench
