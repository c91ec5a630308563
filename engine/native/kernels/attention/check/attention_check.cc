// Against the oracle, and bit for bit against itself: the same prompt in random chunks and token by token in parts, on
// pages of another size in another order and in other runs. Whatever kv_write does not write is NaN (scales too), so that
// using it shows.
#include <algorithm>
#include <cmath>
#include <utility>

#include "../../harness/check.h"
#include "../../quantize/quantize.h"
#include "attention_case.h"

namespace infbench {

namespace {

using Shape = AttentionShape;
using Pages = AttentionPages;
using Case = AttentionCase;

struct Tested {
  KvType type;
  AttentionFn run, oracle;
  double nmse;
};

void check_shape(Check& check, const Tested& kernel, const Shape& shape, Numbers& numbers) {
  if (!check.takes(12)) return;
  Case c(kernel.type, shape, numbers);
  const Pages pages(kernel.type, shape, shape.block_tokens, c.kv, 1);
  const Pages whole(kernel.type, shape, (shape.keys() + 15) / 16 * 16, c.kv, 0);
  const Pages small(kernel.type, shape, 16, c.kv, 2);
  Floats expected(shape.fresh * shape.cols()), y(expected.size()), other(expected.size());
  c.run(kernel.oracle, pages, shape.fresh, numbers, expected);
  c.run(kernel.run, pages, shape.fresh, numbers, y);
  double error = 0, power = 0;
  for (int64_t i = 0; i < y.size(); i++) {
    error += (double{y[i]} - expected[i]) * (double{y[i]} - expected[i]);
    power += double{expected[i]} * expected[i];
  }
  check.compare(error / power / kernel.nmse, shape.name());
  c.run(kernel.run, small, 1, numbers, other);
  check.same(y.data(), other.data(), y.size(), shape.name() + ", token by token in parts on small pages");
  c.run(kernel.run, whole, 0, numbers, other);
  check.same(y.data(), other.data(), y.size(), shape.name() + ", in random chunks on one page");
}

// Rows of the types that linear layers read: what scalar::store_row makes of the floats.
void check_outputs(Check& check, const Tested& kernel, Numbers& numbers) {
  const Shape shape{8, 2, 64, 16, 37, 5};
  Case c(kernel.type, shape, numbers);
  const Pages pages(kernel.type, shape, 16, c.kv, 1);
  Floats floats(shape.fresh * shape.cols());
  c.run(kernel.run, pages, shape.fresh, numbers, floats);
  const std::pair<ActivationType, int64_t> types[] = {
      {ActivationType::bf16, 0}, {ActivationType::q8, 32}, {ActivationType::q8, 128}};
  for (const auto& [type, span] : types) {
    const int64_t stride = OutRows::of(nullptr, type, shape.cols(), span, 8).stride;
    Guarded<uint8_t> y(shape.fresh * stride), expected(y.size());
    c.run(kernel.run, pages, shape.fresh, numbers, OutRows::of(y.data(), type, shape.cols(), span, 8));
    const OutRows out = OutRows::of(expected.data(), type, shape.cols(), span, 8);
    for (int64_t row = 0; row < shape.fresh; row++) {
      scalar::store_row(out, row, floats.data() + row * shape.cols(), 0, shape.cols());
    }
    check.that(std::memcmp(y.data(), expected.data(), static_cast<size_t>(y.size())) == 0,
               text("output %s span %lld", kActivationTypeNames[static_cast<int>(type)], Long(span)));
  }
}

Shape random_shape(Numbers& numbers) {
  constexpr int64_t kGroups[] = {1, 2, 3, 4, 8, 12};
  const int64_t group = kGroups[numbers.between(0, 5)], kv_heads = numbers.between(1, 2);
  const int64_t past = numbers.between(0, 3) == 0 ? numbers.between(0, 4990) : numbers.between(0, 600);
  Shape shape{group * kv_heads, kv_heads, numbers.between(1, 80), 16 * numbers.between(1, 5), past, numbers.between(1, 9)};
  if (numbers.between(0, 2) == 0) shape.window = numbers.between(1, past + 2);
  if (numbers.between(0, 2) == 0) shape.softcap = 0.5f + static_cast<float>(numbers.between(0, 30));
  return shape;
}

void check_kernel(Check& check, const Tested& kernel) {
  Numbers numbers(check.seed());
  for (int64_t past = 0; past <= 33; past += 3) check_shape(check, kernel, {4, 2, 64, 16, past, 1}, numbers);
  for (int64_t fresh = 1; fresh <= 33; fresh += 4) check_shape(check, kernel, {3, 1, 24, 16, 5, fresh}, numbers);
  for (const int64_t past : {254, 255, 256, 257, 510, 1030}) {
    check_shape(check, kernel, {8, 2, 16, 32, past, 1}, numbers);
    check_shape(check, kernel, {2, 2, 48, 48, past, 3}, numbers);
    check_shape(check, kernel, {4, 2, 32, 16, past, 5, 200}, numbers);
    check_shape(check, kernel, {4, 2, 32, 16, past, 5, 3, 2.5f}, numbers);
  }
  for (int64_t dims = 1; dims <= 81; dims += 5) check_shape(check, kernel, {2, 1, dims, 16, 20, 2}, numbers);
  check_shape(check, kernel, {4, 1, 128, 64, 100, 40}, numbers);
  check_shape(check, kernel, {8, 2, 64, 16, 230, 60}, numbers);
  check_shape(check, kernel, {100, 1, 8, 16, 30, 2}, numbers);  // a group above kAttentionRows
  check_shape(check, kernel, {2, 1, 600, 16, 40, 3}, numbers);
  for (int i = 0; i < 40; i++) check_shape(check, kernel, random_shape(numbers), numbers);
  check_outputs(check, kernel, numbers);
}

}  // namespace

void check_attention(Check& check) {
  const struct {
    AttentionFn oracle;
    double nmse;
    const char* tolerance;
  } expected[] = {{scalar::attention_f32, 1e-11, "NMSE 1e-11; bit-equal in any cut"},
                  {scalar::attention_bf16, 1e-4, "NMSE 1e-4; bit-equal in any cut"},
                  {scalar::attention_int8, 1e-4, "NMSE 1e-4; bit-equal in any cut"}};
#define ATTENTION_KERNEL(isa, type, naive, name)                                                  \
  if (check.begin(Isa::isa, #name "_" #isa, expected[static_cast<int>(KvType::type)].tolerance)) { \
    const auto& e = expected[static_cast<int>(KvType::type)];                                     \
    check_kernel(check, {KvType::type, isa::name, e.oracle, e.nmse});                             \
    check.end();                                                                                  \
  }
#include "../attention.inc"
#undef ATTENTION_KERNEL
}

}  // namespace infbench
