// store_row over vectors of one instruction set: the bits of scalar::store_row (quantize.h has the contract).
#pragma once

#include "quantize.h"

namespace infbench::vector {

template <class V>
float largest_magnitude(const float* x, int64_t count) {
  typename V::F most[4] = {V::zero(), V::zero(), V::zero(), V::zero()};
  int64_t c = 0;
  for (; c + 4 * V::lanes <= count; c += 4 * V::lanes) {
    for (int i = 0; i < 4; i++) most[i] = V::max(most[i], V::abs(V::load(x + c + i * V::lanes)));
  }
  for (; c < count; c += V::lanes) {
    const int64_t left = count - c < V::lanes ? count - c : V::lanes;
    most[0] = V::max(most[0], V::abs(V::load_n(x + c, left, V::zero())));
  }
  return V::largest(V::max(V::max(most[0], most[1]), V::max(most[2], most[3])));
}

// A group of 32 values, `count` of them real (0..32); their sum.
template <class V>
int32_t store_group(int8_t* values, const float* x, int64_t count, typename V::F factor) {
  typename V::I sum = V::to_int(V::zero());
  for (int64_t c = 0; c < kQ8Group; c += V::lanes) {
    const int64_t left = count - c;
    typename V::F v = V::zero();
    if (left >= V::lanes) {
      v = V::load(x + c);
    } else if (left > 0) {
      v = V::load_n(x + c, left, v);
    }
    const typename V::I rounded = V::to_int(V::mul(v, factor));
    V::store_int8(values + c, rounded);
    sum = V::add_int(sum, rounded);
  }
  return V::sum_int(sum);
}

// Values from column `first`, a multiple of the span; those from `end` to `padded_end` are padding.
template <class V>
void store_q8(const Q8Shape& q8, void* row, const float* x, int64_t first, int64_t end, int64_t padded_end) {
  int8_t* const values = static_cast<int8_t*>(row);
  int32_t* const starts = const_cast<int32_t*>(q8.starts(row));
  float* const scales = const_cast<float*>(q8.row_scales(row));
  for (int64_t span = first; span < padded_end; span += q8.span) {
    const int64_t next = span + q8.span < padded_end ? span + q8.span : padded_end;
    const float largest = largest_magnitude<V>(x + (span - first), (next < end ? next : end) - span);
    const float all = 127 / largest;
    const bool none = largest == 0 || all > 3.4028234e38f;
    scales[span / q8.span] = none ? 0 : largest / 127;
    const typename V::F factor = V::set(none ? 0 : all);
    for (int64_t c = span; c < next; c += kQ8Group) {
      const int64_t left = end - c < kQ8Group ? end - c : kQ8Group;
      starts[c / kQ8Group] = -q8.zero * store_group<V>(values + c, x + (c - first), left, factor);
    }
  }
}

template <class V>
void store_bf16(uint16_t* y, const float* x, int64_t cols) {
  int64_t c = 0;
  for (; c + V::lanes <= cols; c += V::lanes) V::store_bf16(y + c, V::load(x + c), V::lanes);
  if (c < cols) V::store_bf16(y + c, V::load_n(x + c, cols - c, V::zero()), cols - c);
  if (cols % 2 != 0) y[cols] = 0;
}

template <class V>
void store_row(const OutRows& out, int64_t row, const float* values, int64_t first_col, int64_t cols) {
  if (out.type == ActivationType::q8) {
    const int64_t end = first_col + cols;
    store_q8<V>(out.q8, out.row(row), values, first_col, end, end == out.q8.cols ? out.q8.padded : end);
  } else if (out.type == ActivationType::bf16) {
    store_bf16<V>(static_cast<uint16_t*>(out.row(row)) + first_col, values, cols);
  } else {
    float* const y = static_cast<float*>(out.row(row)) + first_col;
    int64_t c = 0;
    for (; c + V::lanes <= cols; c += V::lanes) V::store(y + c, V::load(values + c));
    if (c < cols) V::store_n(y + c, V::load_n(values + c, cols - c, V::zero()), cols - c);
  }
}

template <class V>
void quantize_rows(const QuantizeArgs& args, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) store_row<V>(args.y, row, args.x + row * args.x_stride, 0, args.cols);
}

}  // namespace infbench::vector
