// Against the oracle within 2e-6 of the largest |v|, and bit for bit against itself: each query in a task of its own,
// on pages in another order. Positions cross the edges of pages and splits.
#include <cmath>

#include "../harness/check.h"
#include "attention.h"

namespace infbench {

namespace {

using Long = long long;
constexpr double kTolerance = 2e-6;

struct Shape {
  int64_t heads, kv_heads, head_dim, block_tokens;
  int64_t past, fresh;  // keys before the chunk, tokens in it
};

class Case {
 public:
  Case(const Shape& shape, Numbers& numbers)
      : s(shape), keys(shape.past + shape.fresh), pages((keys + shape.block_tokens - 1) / shape.block_tokens),
        q_stride(shape.heads * shape.head_dim + 5), y_stride(shape.heads * shape.head_dim),
        q((shape.fresh - 1) * q_stride + 3 + y_stride), y(shape.fresh * y_stride), positions(shape.fresh),
        scratch(attention_scratch_floats(shape.heads / shape.kv_heads, shape.head_dim)) {
    numbers.fill(q, 2);
    for (int64_t i = 0; i < shape.fresh; i++) positions[i] = static_cast<int32_t>(shape.past + i);
  }

  AttentionArgs args(const Floats& k, const Floats& v, float* out) const {
    return {q.data(), out,      k.data(), v.data(),   positions.data(), q_stride,       3,
            y_stride, s.heads,  s.kv_heads, s.head_dim, s.block_tokens, 1 / std::sqrt(static_cast<float>(s.head_dim))};
  }
  int64_t pool_floats() const { return pages * s.kv_heads * s.head_dim * s.block_tokens; }
  std::string name() const {
    return text("heads %lld/%lld headDim %lld block %lld past %lld new %lld", Long(s.heads), Long(s.kv_heads),
                Long(s.head_dim), Long(s.block_tokens), Long(s.past), Long(s.fresh));
  }

  const Shape s;
  const int64_t keys, pages, q_stride, y_stride;
  Floats q, y;
  Guarded<int32_t> positions;
  Floats scratch;
};

void run_all(const Case& c, AttentionFn run, const AttentionArgs& args, const int32_t* pages, int64_t most,
             float* scratch) {
  for (int64_t row = 0; row < c.s.fresh; row += most) {
    const int64_t end = row + most < c.s.fresh ? row + most : c.s.fresh;
    for (int64_t head = 0; head < c.s.kv_heads; head++) run(args, {pages, row, end, head}, scratch);
  }
}

void check_shape(Check& check, AttentionFn run, const Shape& shape, Numbers& numbers) {
  Case c(shape, numbers);
  Floats k(c.pool_floats()), v(c.pool_floats()), k2(c.pool_floats()), v2(c.pool_floats());
  numbers.fill(k, 1);
  numbers.fill(v, 1);
  // The same pages elsewhere: page p of the first pool is page pages - 1 - p of the second.
  Guarded<int32_t> straight(c.pages), reversed(c.pages);
  const int64_t page_floats = shape.kv_heads * shape.head_dim * shape.block_tokens;
  for (int64_t p = 0; p < c.pages; p++) {
    straight[p] = static_cast<int32_t>(p);
    reversed[p] = static_cast<int32_t>(c.pages - 1 - p);
    const int64_t to = reversed[p] * page_floats, from = p * page_floats;
    std::memcpy(k2.data() + to, k.data() + from, static_cast<size_t>(page_floats) * sizeof(float));
    std::memcpy(v2.data() + to, v.data() + from, static_cast<size_t>(page_floats) * sizeof(float));
  }
  Floats expected(c.y.size()), other(c.y.size());
  const int64_t group = shape.heads / shape.kv_heads;
  const int64_t most = kAttentionRows / group > 1 ? kAttentionRows / group : 1;
  run_all(c, scalar::attention_f32, c.args(k, v, expected.data()), straight.data(), most, c.scratch.data());
  run_all(c, run, c.args(k, v, c.y.data()), straight.data(), most, c.scratch.data());
  double error = 0;
  for (int64_t i = 0; i < c.y.size(); i++) error = std::fmax(error, std::fabs(double{c.y[i]} - expected[i]));
  check.compare(error / kTolerance, c.name());
  run_all(c, run, c.args(k2, v2, other.data()), reversed.data(), 1, c.scratch.data());
  check.same(c.y.data(), other.data(), c.y.size(), c.name() + ", token by token on other pages");
}

void check_kernel(Check& check, AttentionFn run) {
  Numbers numbers(check.seed());
  for (int64_t past = 0; past <= 33; past += 3) check_shape(check, run, {4, 2, 64, 16, past, 1}, numbers);
  for (int64_t fresh = 1; fresh <= 33; fresh += 4) check_shape(check, run, {3, 1, 24, 16, 5, fresh}, numbers);
  for (const int64_t past : {254, 255, 256, 257, 510, 1030}) {
    check_shape(check, run, {8, 2, 16, 32, past, 1}, numbers);
    check_shape(check, run, {2, 2, 48, 48, past, 3}, numbers);
  }
  for (int64_t dims = 1; dims <= 81; dims += 5) check_shape(check, run, {2, 1, dims, 16, 20, 2}, numbers);
  check_shape(check, run, {4, 1, 128, 64, 100, 40}, numbers);
  check_shape(check, run, {8, 2, 64, 16, 230, 60}, numbers);
  check_shape(check, run, {100, 1, 8, 16, 30, 2}, numbers);  // a group above kAttentionRows
}

}  // namespace

void check_attention(Check& check) {
#define ATTENTION_KERNEL(isa, name)                                                           \
  if (check.begin(Isa::isa, #name "_" #isa, "2e-6 of the largest |v|; bit-equal in any cut")) { \
    check_kernel(check, isa::name);                                                           \
    check.end();                                                                              \
  }
#include "attention.inc"
#undef ATTENTION_KERNEL
}

}  // namespace infbench
