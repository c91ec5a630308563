#include <cmath>
#include <cstring>

#include "quantize.h"

namespace infbench {

namespace scalar {

namespace {

Q8Scale scale_of(const float* x, int64_t count) {
  float largest = 0;
  for (int64_t i = 0; i < count; i++) largest = std::fmax(largest, std::fabs(x[i]));
  return Q8Scale(largest);
}

// Values from `first`, a multiple of the span; those from `end` to `padded_end` are padding.
void store_q8(const Q8Shape& q8, void* row, const float* x, int64_t first, int64_t end, int64_t padded_end) {
  int8_t* const values = static_cast<int8_t*>(row);
  Q8Head* const heads = const_cast<Q8Head*>(q8.heads(row));
  for (int64_t span = first; span < padded_end; span += q8.span) {
    const int64_t real = end - span < q8.span ? end - span : q8.span;
    const Q8Scale scale = scale_of(x + (span - first), real);
    const float offset = kQ8Offset * scale.scale;
    for (int64_t c = span; c < span + q8.span && c < padded_end; c++) {
      Q8Head& head = heads[c / kQ8Group];
      if (c % kQ8Group == 0) head = {bits_of_float(offset), offset};
      values[c] = c < end ? static_cast<int8_t>(std::nearbyintf(x[c - first] * scale.inverse)) : int8_t{0};
      head.start -= q8.zero * values[c];
    }
  }
}

void store_cached(const Q8Shape& q8, void* row, const float* x) {
  float largest = 0;
  for (int64_t c = 0; c < q8.cols; c++) largest = std::fmax(largest, std::fabs(x[c]));
  const float factor = 127 / largest;
  const bool none = largest == 0 || std::isinf(factor);
  q8.cache_scale(row) = none ? 0 : largest / 127;
  for (int64_t c = 0; c < q8.padded; c++) {
    const float scaled = none || c >= q8.cols ? 0 : x[c] * factor;
    static_cast<int8_t*>(row)[c] = static_cast<int8_t>(std::nearbyintf(scaled));
  }
}

}  // namespace

void store_row(const OutRows& out, int64_t row, const float* values, int64_t first_col, int64_t cols) {
  if (out.type == ActivationType::f32) {
    std::memcpy(static_cast<float*>(out.row(row)) + first_col, values, static_cast<size_t>(cols) * sizeof(float));
  } else if (out.type == ActivationType::bf16) {
    uint16_t* const y = static_cast<uint16_t*>(out.row(row)) + first_col;
    for (int64_t c = 0; c < cols; c++) y[c] = to_bf16(values[c]);
    if (cols % 2 != 0) y[cols] = 0;
  } else {
    if (out.q8.cached) return store_cached(out.q8, out.row(row), values);
    const int64_t end = first_col + cols;
    store_q8(out.q8, out.row(row), values, first_col, end, end == out.q8.cols ? out.q8.padded : end);
  }
}

void load_row(const OutRows& from, int64_t row, int64_t first_col, int64_t cols, float* values) {
  const void* const data = from.row(row);
  for (int64_t i = 0; i < cols; i++) {
    const int64_t c = first_col + i;
    switch (from.type) {
      case ActivationType::f32: values[i] = static_cast<const float*>(data)[c]; break;
      case ActivationType::bf16: values[i] = from_bf16(static_cast<const uint16_t*>(data)[c]); break;
      case ActivationType::q8:
        values[i] = from.q8.scale(data, c / kQ8Group) * static_cast<float>(from.q8.values(data)[c]);
        break;
    }
  }
}

void quantize_rows(const QuantizeArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) store_row(args.y, row, args.x + row * args.x_stride, 0, args.cols);
}

}  // namespace scalar

}  // namespace infbench
