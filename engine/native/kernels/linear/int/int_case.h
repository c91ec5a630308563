// A random integer layer for the checks: floats, the packed weights and q8 rows made of them, and what to compare with.
#pragma once

#include "../../harness/check.h"
#include "../linear.h"

namespace infbench {

struct IntShape {
  WeightFormat format;
  ActivationType x;
  int64_t rows, inner, outputs, span;
  bool bias, residual;
  std::string name() const;
};

class IntCase {
 public:
  IntCase(const IntShape& shape, Numbers& numbers);

  LinearArgs args(float* out);
  int64_t blocks() const { return (shape.outputs + 15) / 16; }

  // Mean squared error of y relative to float64 sums over the weights as packed. `as_read`: of the activations as the
  // kernel reads them; otherwise of those they were made of.
  double error(const Floats& y, bool as_read) const;

  const IntShape shape;
  const int64_t stride;  // floats from row to row of y
  Floats x, bias, residual, y;
  Guarded<uint8_t> packed, q8;

 private:
  Q8Shape q8_shape() const;
};

}  // namespace infbench
