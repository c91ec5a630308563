// The integer layers: the scalar kernel against float64 (its own arithmetic nearly exact, the whole layer within what
// int8 activations cost), every other kernel against the scalar one bit for bit, for every shape, span and cut.
#include <cmath>

#include "../linear_check.h"
#include "../pack/half.h"
#include "../packed.h"
#include "int_case.h"

namespace infbench {

namespace {

constexpr double kWholeLayer = 5e-4;
// Outputs that make a mean: of fewer, one that cancels to nearly nothing decides.
constexpr int64_t kEnough = 64;
constexpr double kArithmetic = 1e-11;

// The work cut in four at random, the residual updated in place.
void cut_and_in_place(Check& check, IntCase& c, LinearFn run, void* scratch, Numbers& numbers) {
  const int64_t m = numbers.between(0, c.shape.rows), b = numbers.between(0, c.blocks());
  const LinearArgs args = c.args(c.residual.data());
  run(args, {0, m, 0, b}, scratch);
  run(args, {0, m, b, c.blocks()}, scratch);
  run(args, {m, c.shape.rows, b, c.blocks()}, scratch);
  run(args, {m, c.shape.rows, 0, b}, scratch);
  for (int64_t row = 0; row < c.shape.rows; row++) {
    check.same(&c.residual[row * c.stride], &c.y[row * c.stride], c.shape.outputs,
               c.shape.name() + " in place, cut");
  }
}

struct Candidate {
  Isa isa;
  LinearFn run, oracle;
  WeightFormat format;
  ActivationType x;
};

void check_case(Check& check, const Candidate& kernel, int64_t m, int64_t k, int64_t n, Numbers& numbers) {
  if (!check.takes(4)) return;
  const int64_t spans[] = {32, 128, 0};
  const IntShape shape{kernel.format, kernel.x, m, k, n, spans[numbers.between(0, 2)], numbers.between(0, 1) == 1,
                       numbers.between(0, 1) == 1};
  IntCase c(shape, numbers);
  Guarded<uint8_t> scratch(static_cast<int64_t>(kLinearScratchBytes));
  kernel.run(c.args(c.y.data()), {0, m, 0, c.blocks()}, scratch.data());
  if (kernel.isa == Isa::scalar) {
    check.compare(c.error(c.y, true) / kArithmetic, shape.name() + " against the rounded numbers");
    if (m * n >= kEnough) {
      check.compare(c.error(c.y, false) / kWholeLayer, shape.name() + " against the original activations");
    }
  } else {
    Floats expected(c.y.size());
    kernel.oracle(c.args(expected.data()), {0, m, 0, c.blocks()}, scratch.data());
    for (int64_t row = 0; row < m; row++) {
      check.same(&c.y[row * c.stride], &expected[row * c.stride], n, shape.name());
    }
  }
  cut_and_in_place(check, c, kernel.run, scratch.data(), numbers);
}

void check_kernel(Check& check, const Candidate& kernel) {
  Numbers numbers(check.seed());
  for (int64_t m = 0; m <= 67; m++) {
    check_case(check, kernel, m, numbers.between(1, 300), numbers.between(1, 150), numbers);
    check_case(check, kernel, m, 64 * numbers.between(1, 9), 16 * numbers.between(1, 9), numbers);
  }
  for (const int64_t k : {1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 511, 512, 513, 1025, 2100}) {
    for (const int64_t m : {1, 5, 13, 25}) check_case(check, kernel, m, k, numbers.between(1, 40), numbers);
  }
  for (const int64_t n : {1, 15, 16, 17, 31, 33, 47, 49, 63, 65}) check_case(check, kernel, 3, 96, n, numbers);
  for (const int64_t m : {95, 96, 97, 130}) check_case(check, kernel, m, 150, 80, numbers);
}

// Each group is within half a step of what was packed, all-zero and tiny groups included.
void check_packing(Check& check, WeightFormat format, Numbers& numbers) {
  const double steps = format == WeightFormat::int8 ? 127 : 8;
  for (const int64_t cols : {1, 40, 64, 200}) {
    Floats block(cols * 16), row(cols);
    numbers.fill(block, 1);
    for (int64_t k = 32; k < 64 && k < cols; k++) block[k * 16 + 3] = 0;
    for (int64_t k = 0; k < 32 && k < cols; k++) block[k * 16 + 5] *= 1e-38f;
    Guarded<uint8_t> packed(static_cast<int64_t>(packed_bytes(format, 16, cols)));
    pack_block(format, block.data(), cols, packed.data());
    for (int64_t lane = 0; lane < 16; lane++) {
      unpack_row(format, packed.data(), cols, lane, row.data());
      for (int64_t k = 0; k < cols; k++) {
        double most = 1e-6;
        for (int64_t i = k / 32 * 32; i < k / 32 * 32 + 32 && i < cols; i++) {
          most = std::fmax(most, std::fabs(block[i * 16 + lane]));
        }
        // int4 reaches -8 but only 7: the far end may be a whole step off. The scale itself is a half.
        const double allowed = most * ((format == WeightFormat::int8 ? 0.5 : 1) / steps + 0x1p-10);
        check.compare(std::fabs(double{row[k]} - block[k * 16 + lane]) / allowed,
                      text("cols %lld lane %lld k %lld", static_cast<long long>(cols), static_cast<long long>(lane),
                           static_cast<long long>(k)));
      }
    }
  }
}

void check_halves(Check& check) {
  for (uint32_t half = 0; half < 0x7c00; half++) {
    const float x = from_half(static_cast<uint16_t>(half));
    const float next = half < 0x7bff ? from_half(static_cast<uint16_t>(half + 1)) : x;
    check.that(to_half(x) == half && to_half(-x) == (half | 0x8000), text("half %x", half));
    const uint32_t even = half % 2 == 0 || half == 0x7bff ? half : half + 1;
    check.that(to_half(x + (next - x) / 2) == even, text("between half %x and the next", half));
  }
  check.that(to_half(1e9f) == 0x7bff && to_half(-1e9f) == 0xfbff, "beyond the largest half");
}

}  // namespace

void check_linear_int(Check& check) {
  if (check.begin(Isa::scalar, "pack_weights", "half a step of each group; halves exact")) {
    Numbers numbers(check.seed());
    check_packing(check, WeightFormat::int8, numbers);
    check_packing(check, WeightFormat::int4, numbers);
    check_halves(check);
    check.end();
  }
#define LINEAR_KERNEL(isa, name, weights, x, rows, cols, pass_rows, pass_blocks, consistent)                     \
  if ((WeightFormat::weights == WeightFormat::int4 || WeightFormat::weights == WeightFormat::int8) &&            \
      check.begin(Isa::isa, #name "_" #isa, "scalar: NMSE 1e-11, 5e-4 with the error of int8 activations; bits")) { \
    check_kernel(check, {Isa::isa, isa::name, scalar::name, WeightFormat::weights, ActivationType::x});          \
    check.end();                                                                                                 \
  }
#include "../linear.inc"
#undef LINEAR_KERNEL
}

}  // namespace infbench
