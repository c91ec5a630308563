#include <cmath>

#include "../harness/check.h"
#include "rope.h"

namespace infbench {

namespace {

using Long = long long;
constexpr int64_t kPositions = 40;
constexpr double kTolerance = 2.4e-7;  // two roundings of values up to sqrt(2)

void check_shape(Check& check, RopeFn run, int64_t head_dim, bool interleaved, Numbers& numbers) {
  const int64_t rows = numbers.between(1, 33), heads = numbers.between(1, 3), half = head_dim / 2;
  const int64_t offset = numbers.between(0, 5), stride = offset + heads * head_dim + numbers.between(0, 1) * 7;
  const int64_t size = (rows - 1) * stride + offset + heads * head_dim;
  Floats x(size), expected(size), cos(kPositions * half), sin(kPositions * half);
  Guarded<int32_t> positions(rows);
  numbers.fill(x, 1);
  for (int64_t i = 0; i < size; i++) expected[i] = x[i];
  for (int64_t row = 0; row < rows; row++) positions[row] = static_cast<int32_t>(numbers.between(0, kPositions - 1));
  for (int64_t i = 0; i < kPositions * half; i++) {
    const double angle = numbers.unit() * 3;
    cos[i] = static_cast<float>(std::cos(angle));
    sin[i] = static_cast<float>(std::sin(angle));
  }
  RopeArgs args{expected.data(), cos.data(), sin.data(), positions.data(), stride, offset, heads, head_dim,
                interleaved};
  scalar::rope(args, 0, rows);
  const int64_t cut = numbers.between(0, rows);
  args.x = x.data();
  run(args, 0, cut);
  run(args, cut, rows);
  double error = 0;
  for (int64_t i = 0; i < size; i++) error = std::fmax(error, std::fabs(double{x[i]} - expected[i]));
  check.compare(error / kTolerance, text("rows %lld heads %lld headDim %lld%s", Long(rows), Long(heads),
                                         Long(head_dim), interleaved ? " interleaved" : ""));
}

void check_kernel(Check& check, RopeFn run) {
  Numbers numbers(check.seed());
  for (int64_t head_dim = 2; head_dim <= 70; head_dim += 2) {
    check_shape(check, run, head_dim, false, numbers);
    check_shape(check, run, head_dim, true, numbers);
  }
  check_shape(check, run, 128, false, numbers);
  check_shape(check, run, 128, true, numbers);
}

}  // namespace

void check_rope(Check& check) {
#define ROPE_KERNEL(isa, name)                                     \
  if (check.begin(Isa::isa, #name "_" #isa, "2.4e-7 absolute")) {  \
    check_kernel(check, isa::name);                                \
    check.end();                                                   \
  }
#include "rope.inc"
#undef ROPE_KERNEL
}

}  // namespace infbench
