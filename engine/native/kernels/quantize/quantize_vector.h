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

// A group of 32 values, `count` of them real (0..32); lanes of their sum.
template <class V>
typename V::I store_group(int8_t* values, const float* x, int64_t count, typename V::F factor) {
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
  return sum;
}

// Four whole groups, each with a scale of its own: what must go through all lanes is done for four at once.
template <class V>
void store_four_groups(int32_t zero, int8_t* values, Q8Head* heads, const float* x) {
  typename V::F most[4];
  typename V::I sums[4];
  float largest[4];
  int32_t totals[4];
  for (int g = 0; g < 4; g++) {
    most[g] = V::zero();
    for (int c = 0; c < kQ8Group; c += V::lanes) most[g] = V::max(most[g], V::abs(V::load(x + g * kQ8Group + c)));
  }
  V::largest_of_each(most, largest);
  for (int g = 0; g < 4; g++) {
    const Q8Scale scale(largest[g]);
    sums[g] = store_group<V>(values + g * kQ8Group, x + g * kQ8Group, kQ8Group, V::set(scale.inverse));
    heads[g].offset = kQ8Offset * scale.scale;
  }
  V::sums_of_each(sums, totals);
  for (int g = 0; g < 4; g++) heads[g].start = bits_of_float(heads[g].offset) - zero * totals[g];
}

// Values from column `first`, a multiple of the span; those from `end` to `padded_end` are padding.
template <class V>
void store_q8(const Q8Shape& q8, void* row, const float* x, int64_t first, int64_t end, int64_t padded_end) {
  int8_t* const values = static_cast<int8_t*>(row);
  Q8Head* const heads = const_cast<Q8Head*>(q8.heads(row));
  int64_t span = first;
  for (; q8.span == kQ8Group && span + 4 * kQ8Group <= end; span += 4 * kQ8Group) {
    store_four_groups<V>(q8.zero, values + span, heads + span / kQ8Group, x + (span - first));
  }
  for (; span < padded_end; span += q8.span) {
    const int64_t next = span + q8.span < padded_end ? span + q8.span : padded_end;
    const float largest = largest_magnitude<V>(x + (span - first), (next < end ? next : end) - span);
    const Q8Scale scale(largest);
    const float offset = kQ8Offset * scale.scale;
    const typename V::F factor = V::set(scale.inverse);
    for (int64_t c = span; c < next; c += kQ8Group) {
      const int64_t left = end - c < kQ8Group ? end - c : kQ8Group;
      const int32_t sum = V::sum_int(store_group<V>(values + c, x + (c - first), left, factor));
      heads[c / kQ8Group] = {bits_of_float(offset) - q8.zero * sum, offset};
    }
  }
}

// A whole row of the cache (Q8Shape::of_cache).
template <class V>
void store_cached(const Q8Shape& q8, void* row, const float* x) {
  int8_t* const values = static_cast<int8_t*>(row);
  const float largest = largest_magnitude<V>(x, q8.cols);
  const float all = 127 / largest;
  const bool none = largest == 0 || all > 3.4028234e38f;
  q8.cache_scale(row) = none ? 0 : largest / 127;
  const typename V::F factor = V::set(none ? 0 : all);
  for (int64_t c = 0; c < q8.padded; c += kQ8Group) {
    const int64_t left = q8.cols - c < kQ8Group ? q8.cols - c : kQ8Group;
    store_group<V>(values + c, x + c, left, factor);
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
    if (out.q8.cached) return store_cached<V>(out.q8, out.row(row), values);
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
