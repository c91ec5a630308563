// Against the oracle, and bit for bit against itself: the same prompt in random chunks and token by token, on pages of
// another size in another order and in other runs. Whatever kv_write does not write is NaN (scales too), so that using it shows.
#include <algorithm>
#include <cmath>
#include <utility>

#include "../harness/check.h"
#include "../quantize/quantize.h"
#include "attention.h"
#include "kv/kv_write.h"

namespace infbench {

namespace {

using Long = long long;

struct Shape {
  int64_t heads, kv_heads, head_dim, block_tokens;
  int64_t past, fresh;  // keys before the chunk, tokens in it
  int64_t window = 0;
  float softcap = 0;

  int64_t keys() const { return past + fresh; }
  int64_t group() const { return heads / kv_heads; }
  int64_t cols() const { return heads * head_dim; }
  std::string name() const {
    return text("heads %lld/%lld headDim %lld block %lld past %lld new %lld window %lld softcap %g", Long(heads),
                Long(kv_heads), Long(head_dim), Long(block_tokens), Long(past), Long(fresh), Long(window), softcap);
  }
};

// The pages of one sequence, in another order than its tokens.
struct Pages {
  KvShape shape;
  Guarded<int32_t> list;
  Guarded<uint8_t> layer;

  Pages(KvType type, const Shape& s, int64_t block_tokens, const Floats& kv, int64_t turn)
      : shape(KvShape::of_pool(type, s.kv_heads, s.head_dim, block_tokens, (s.keys() + block_tokens - 1) / block_tokens)),
        list(shape.pages), layer(list.size() * shape.page_bytes()) {
    if (turn == 2) shape.run_pages = 4;
    for (int64_t p = 0; p < list.size(); p++) list[p] = static_cast<int32_t>((list.size() - p + turn) % list.size());
    Guarded<int64_t> slots(s.keys());
    for (int64_t token = 0; token < s.keys(); token++) {
      slots[token] = list[token / block_tokens] * block_tokens + token % block_tokens;
    }
    const int64_t cols = s.kv_heads * s.head_dim;
    kv_write({kv.data(), 2 * cols, slots.data(), layer.data(), shape, 0, cols}, s.keys(), 0, s.kv_heads);
  }
};

class Case {
 public:
  Case(KvType type, const Shape& shape, Numbers& numbers)
      : s(shape), q_stride(shape.cols() + 5), q((shape.fresh - 1) * q_stride + 3 + shape.cols()),
        kv(shape.keys() * 2 * shape.kv_heads * shape.head_dim), positions(shape.fresh),
        scratch(attention_scratch_floats({type, shape.kv_heads, shape.head_dim, 16}, shape.heads, shape.keys(), true)) {
    numbers.fill(q, 2);
    numbers.fill(kv, 1);
    for (int64_t i = 0; i < shape.fresh; i++) positions[i] = static_cast<int32_t>(shape.past + i);
  }

  // All rows, at most `most` tokens a task; 0: cuts drawn from `numbers`.
  void run(AttentionFn kernel, const Pages& pages, int64_t most, Numbers& numbers, Floats& y) {
    run(kernel, pages, most, numbers, OutRows::of(y.data(), ActivationType::f32, s.cols()));
  }
  void run(AttentionFn kernel, const Pages& pages, int64_t most, Numbers& numbers, const OutRows& y) {
    AttentionArgs args{};
    args.q = q.data();
    args.q_stride = q_stride;
    args.q_offset = 3;
    args.layer = pages.layer.data();
    args.shape = pages.shape;
    args.y = y;
    args.positions = positions.data();
    args.heads = s.heads;
    args.scale = 1 / std::sqrt(static_cast<float>(s.head_dim));
    args.softcap = s.softcap;
    args.window = s.window;
    const int64_t limit = std::max<int64_t>(1, kAttentionRows / s.group());
    for (int64_t row = 0; row < s.fresh;) {
      const int64_t end = std::min(s.fresh, row + (most > 0 ? std::min(most, limit) : numbers.between(1, limit)));
      for (int64_t head = 0; head < s.kv_heads; head++) {
        kernel(args, {pages.list.data(), row, end, head, head + 1 < s.kv_heads}, scratch.data());
      }
      row = end;
    }
  }

  const Shape s;
  const int64_t q_stride;
  Floats q, kv;
  Guarded<int32_t> positions;
  Floats scratch;
};

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
  check.same(y.data(), other.data(), y.size(), shape.name() + ", token by token on small pages");
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
#include "attention.inc"
#undef ATTENTION_KERNEL
}

}  // namespace infbench
