// Weights, activations and scratch of a linear layer to be timed. Weights of several layers lie behind each other, so that
// few rows read memory and not the last-level cache.
#pragma once

#include <vector>

#include "../../../plan/load/memory.h"
#include "../../linear/linear.h"
#include "../../linear/packed.h"
#include "../../quantize/quantize.h"
#include "../bench.h"
#include "../check.h"

namespace infbench {

struct LinearShape {
  int64_t m, k, n;
};

class LinearField {
 public:
  LinearField(Pool& pool, const LinearKernel& kernel, const LinearShape& shape) : kernel(kernel), shape(shape) {
    layer_bytes_ = static_cast<int64_t>(packed_bytes(kernel.weights, shape.n, shape.k));
    layers_ = shape.m > 64 ? 2 : std::max<int64_t>(2, (int64_t{384} << 20) / layer_bytes_);
    const size_t scratch_bytes = round_up(linear_scratch_bytes(), kCacheLine);
    OutRows x = activations();
    const int64_t x_bytes = (shape.m * x.stride + 63) / 64 * 64;
    mapped = weights_.map(static_cast<size_t>(layers_ * layer_bytes_), "weights").ok() &&
             rows_.map(static_cast<size_t>(x_bytes + shape.m * shape.n * 4), "activations").ok() &&
             scratch_.map(scratch_bytes * static_cast<size_t>(pool.threads()), "scratch").ok();
    if (!mapped) return;
    fill_weights(pool);
    x.data = rows_.data();
    fill_rows(x);
    for (int t = 0; t < pool.threads(); t++) {
      scratches.push_back(scratch_.data() + scratch_bytes * static_cast<size_t>(t));
    }
    args_ = LinearArgs{};
    args_.x = x.data;
    args_.x_stride = x.stride;
    args_.q8 = x.q8;
    args_.y = {rows_.data() + x_bytes, shape.n * 4, ActivationType::f32, {}};
    args_.inner = shape.k;
    args_.outputs = shape.n;
  }

  // What reads the weights of that layer; layers repeat.
  LinearArgs args(int64_t layer) const {
    LinearArgs args = args_;
    args.weights = weights_.data() + layer % layers_ * layer_bytes_;
    return args;
  }
  double operations() const { return 2.0 * static_cast<double>(shape.m * shape.k * shape.n); }
  int64_t layer_bytes() const { return layer_bytes_; }
  int64_t layers() const { return layers_; }

  const LinearKernel kernel;
  const LinearShape shape;
  std::vector<void*> scratches;  // of each worker
  bool mapped;

 private:
  // Random blocks, each packed once; the time of a layer does not depend on their values.
  void fill_weights(Pool& pool) {
    const int64_t block_bytes = static_cast<int64_t>(packed_block_bytes(kernel.weights, shape.k));
    std::vector<float> block(static_cast<size_t>(shape.k * 16));
    Numbers numbers(1);
    for (float& weight : block) weight = numbers.unit();
    pool.run(layers_ * layer_bytes_ / block_bytes, [&](int64_t b, int) {
      pack_block(kernel.weights, block.data(), shape.k, weights_.data() + b * block_bytes);
    });
  }

  // Rows of activations of the type that the kernel reads.
  OutRows activations() const {
    const Q8Shape q8 = Q8Shape::of(shape.k, 128, kernel.weights == WeightFormat::int8 ? 128 : 8);
    const int64_t stride = kernel.x == ActivationType::q8     ? q8.stride
                           : kernel.x == ActivationType::bf16 ? bf16_stride(shape.k)
                                                              : shape.k * 4;
    return {nullptr, stride, kernel.x, q8};
  }

  void fill_rows(const OutRows& x) const {
    std::vector<float> values(static_cast<size_t>(shape.k));
    Numbers numbers(2);
    for (float& value : values) value = numbers.unit();
    for (int64_t m = 0; m < shape.m; m++) scalar::store_row(x, m, values.data(), 0, shape.k);
  }

  int64_t layer_bytes_, layers_;
  Region weights_, rows_, scratch_;
  LinearArgs args_;
};

}  // namespace infbench
