#include "../harness/check.h"
#include "quantize.h"

namespace infbench {

namespace {

using Long = long long;

struct Case {
  ActivationType type;
  int64_t span, zero;
};

constexpr Case kCases[] = {{ActivationType::f32, 0, 0},   {ActivationType::bf16, 0, 0},  {ActivationType::q8, 0, 8},
                           {ActivationType::q8, 0, 128},  {ActivationType::q8, 32, 8},   {ActivationType::q8, 128, 8},
                           {ActivationType::q8, 32, 128}, {ActivationType::q8, 128, 128}};

// Values whose neighbours differ by orders of magnitude, with spans of zeros, of ties and of numbers next to nothing.
void fill(Floats& x, int64_t cols, Numbers& numbers) {
  for (int64_t i = 0; i < x.size(); i++) {
    const int64_t kind = (i / cols + i / 32) % 6;
    x[i] = numbers.unit() * (i % 11 == 0 ? 100.0f : 1.0f);
    if (kind == 1) x[i] = 0;
    if (kind == 2) x[i] = static_cast<float>(numbers.between(-254, 254)) / 2;
    if (kind == 3) x[i] *= 1e-38f;
  }
}

// The oracle against the definition: error of at most half a step, starts of the values, padding zero.
bool follows_definition(const OutRows& rows, int64_t row, const float* x, int64_t cols) {
  const Q8Shape& q8 = rows.q8;
  const void* const data = rows.row(row);
  bool holds = true;
  for (int64_t c = 0; c < q8.padded; c += kQ8Group) {
    int32_t sum = 0;
    const double scale = q8.scale(data, c / kQ8Group);
    for (int64_t i = c; i < c + kQ8Group; i++) {
      const int8_t value = q8.values(data)[i];
      sum += value;
      holds &= i < cols ? std::abs(value * scale - x[i]) <= scale * 0.50001 + 1e-36 : value == 0;
    }
    const Q8Head& head = q8.heads(data)[c / kQ8Group];
    holds &= head.start == bits_of_float(head.offset) - q8.zero * sum;
  }
  return holds;
}

void check_shape(Check& check, QuantizeFn run, const Case& kind, int64_t rows, int64_t cols, Numbers& numbers) {
  const int64_t stride = OutRows::of(nullptr, kind.type, cols, kind.span, kind.zero).stride;
  Floats x(rows * cols);
  Guarded<uint8_t> expected(rows * stride), got(rows * stride);
  fill(x, cols, numbers);
  const OutRows wanted = OutRows::of(expected.data(), kind.type, cols, kind.span, kind.zero);
  const OutRows made = OutRows::of(got.data(), kind.type, cols, kind.span, kind.zero);
  scalar::quantize_rows({x.data(), cols, cols, wanted}, 0, rows);
  const int64_t cut = numbers.between(0, rows);
  run({x.data(), cols, cols, made}, 0, cut);
  run({x.data(), cols, cols, made}, cut, rows);
  const std::string where = text("%s span %lld, %lld x %lld", kActivationTypeNames[static_cast<int>(kind.type)],
                                 Long(kind.span), Long(rows), Long(cols));
  check.that(std::memcmp(expected.data(), got.data(), static_cast<size_t>(rows * stride)) == 0, where);
  for (int64_t row = 0; row < rows && kind.type == ActivationType::q8; row++) {
    check.that(follows_definition(wanted, row, x.data() + row * cols, cols), where + ", against the definition");
  }
}

// A row written span by span holds what it holds when written at once.
void check_pieces(Check& check, const Case& kind, int64_t cols, Numbers& numbers) {
  const int64_t stride = OutRows::of(nullptr, kind.type, cols, kind.span, kind.zero).stride;
  const int64_t piece = kind.span == 0 ? cols : kind.span;
  Floats x(cols);
  Guarded<uint8_t> expected(stride), got(stride);
  fill(x, cols, numbers);
  scalar::store_row(OutRows::of(expected.data(), kind.type, cols, kind.span, kind.zero), 0, x.data(), 0, cols);
  const OutRows made = OutRows::of(got.data(), kind.type, cols, kind.span, kind.zero);
  for (int64_t c = 0; c < cols; c += piece) {
    scalar::store_row(made, 0, x.data() + c, c, cols - c < piece ? cols - c : piece);
  }
  check.that(std::memcmp(expected.data(), got.data(), static_cast<size_t>(stride)) == 0,
             text("pieces of %lld of %lld columns", Long(piece), Long(cols)));
}

void check_kernel(Check& check, QuantizeFn run) {
  Numbers numbers(check.seed());
  for (const Case& kind : kCases) {
    for (int64_t cols = 1; cols <= 150; cols++) check_shape(check, run, kind, numbers.between(1, 9), cols, numbers);
    for (const int64_t cols : {288, 768, 2047, 2048}) check_shape(check, run, kind, 3, cols, numbers);
    for (int64_t cols = 1; cols <= 300; cols += 23) check_pieces(check, kind, cols, numbers);
  }
}

}  // namespace

void check_quantize(Check& check) {
#define QUANTIZE_KERNEL(isa, name)                                    \
  if (check.begin(Isa::isa, #name "_" #isa, "the bits of scalar")) {  \
    check_kernel(check, isa::name);                                   \
    check.end();                                                      \
  }
#include "quantize.inc"
#undef QUANTIZE_KERNEL
}

}  // namespace infbench
