#include "int_case.h"

#include "../../quantize/quantize.h"
#include "../packed.h"

namespace infbench {

namespace {

int64_t q8_zero(WeightFormat format) { return format == WeightFormat::int4 ? 8 : 128; }

}  // namespace

std::string IntShape::name() const {
  using Long = long long;
  return text("m %lld k %lld n %lld span %lld%s%s", Long(rows), Long(inner), Long(outputs), Long(span),
              bias ? " bias" : "", residual ? " residual" : "");
}

IntCase::IntCase(const IntShape& wanted, Numbers& numbers)
    : shape(wanted), stride(wanted.outputs + wanted.rows % 2 * 3), x(wanted.rows * wanted.inner), bias(wanted.outputs),
      residual(wanted.rows == 0 ? 0 : (wanted.rows - 1) * stride + wanted.outputs), y(residual.size()),
      packed(static_cast<int64_t>(packed_bytes(wanted.format, wanted.outputs, wanted.inner))),
      q8(wanted.rows * q8_shape().stride) {
  numbers.fill(x, 1);
  numbers.fill(bias, 1);
  numbers.fill(residual, 1);
  Floats block(shape.inner * 16);
  for (int64_t b = 0; b < blocks(); b++) {
    for (int64_t i = 0; i < block.size(); i++) block[i] = b * 16 + i % 16 < shape.outputs ? numbers.unit() : 0;
    pack_block(shape.format, block.data(), shape.inner,
               packed.data() + static_cast<size_t>(b) * packed_block_bytes(shape.format, shape.inner));
  }
  const OutRows rows{q8.data(), q8_shape().stride, ActivationType::q8, q8_shape()};
  for (int64_t m = 0; m < shape.rows; m++) scalar::store_row(rows, m, &x[m * shape.inner], 0, shape.inner);
}

Q8Shape IntCase::q8_shape() const { return Q8Shape::of(shape.inner, shape.span, q8_zero(shape.format)); }

LinearArgs IntCase::args(float* out) {
  LinearArgs args{};
  args.x = q8.data();
  args.x_stride = q8_shape().stride;
  if (shape.x == ActivationType::f32) {
    args.x = x.data();
    args.x_stride = shape.inner * 4;
  }
  args.q8 = q8_shape();
  args.weights = packed.data();
  args.bias = shape.bias ? bias.data() : nullptr;
  args.residual = shape.residual ? residual.data() : nullptr;
  args.y = {out, stride * 4, ActivationType::f32, {}};
  args.inner = shape.inner;
  args.outputs = shape.outputs;
  return args;
}

double IntCase::error(const Floats& result, bool as_read) const {
  Floats weights(shape.inner), row(shape.inner);
  Guarded<uint8_t>& bytes = const_cast<Guarded<uint8_t>&>(q8);
  const OutRows rows{bytes.data(), q8_shape().stride, ActivationType::q8, q8_shape()};
  double wrong = 0, size = 0;
  for (int64_t n = 0; n < shape.outputs; n++) {
    unpack_row(shape.format, packed.data(), shape.inner, n, weights.data());
    for (int64_t m = 0; m < shape.rows; m++) {
      std::memcpy(row.data(), &x[m * shape.inner], static_cast<size_t>(shape.inner) * 4);
      if (as_read && shape.x == ActivationType::q8) scalar::load_row(rows, m, 0, shape.inner, row.data());
      double sum = 0;
      for (int64_t k = 0; k < shape.inner; k++) sum += double{row[k]} * weights[k];
      if (shape.bias) sum += bias[n];
      if (shape.residual) sum += residual[m * stride + n];
      const double off = sum - result[m * stride + n];
      wrong += off * off;
      size += sum * sum;
    }
  }
  return wrong == 0 ? 0 : wrong / size;
}

}  // namespace infbench
