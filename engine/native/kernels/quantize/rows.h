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

  // Rows of `cols` columns as the executor's buffers hold them. span and zero: q8 only.
  static OutRows of(void* data, ActivationType type, int64_t cols, int64_t span = 0, int64_t zero = 0) {
    switch (type) {
      case ActivationType::f32: return {data, cols * 4, type, {}};
      case ActivationType::bf16: return {data, bf16_stride(cols), type, {}};
      default: break;
    }
    const Q8Shape shape = Q8Shape::of(cols, span, zero);
    return {data, shape.stride, type, shape};
  }
};

}  // namespace infbench
