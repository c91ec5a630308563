// What kv_write stored, found where kv_layout.h says, is the f32 value, the nearest bf16, or an int8 at most half a step
// from it; nothing else is written.
#include <cmath>

#include "../../harness/check.h"
#include "../../quantize/quantize.h"
#include "kv_write.h"

namespace infbench {

namespace {

using Long = long long;
constexpr int64_t kRows = 9, kPages = 3;

class Written {
 public:
  Written(const KvShape& s, Numbers& numbers)
      : shape(s), stride(2 * s.kv_heads * s.head_dim + 3), x(kRows * stride), slots(kRows),
        layer(kPages * s.page_bytes()), marks(layer.size()) {
    numbers.fill(x, 3);
    for (int64_t row = 0; row < kRows; row++) slots[row] = (row * 13 + 1) % (kPages * s.block_tokens);
    std::memset(marks.data(), 0, static_cast<size_t>(marks.size()));
    write(0x55);
  }

  void write(int fill) {
    std::memset(layer.data(), fill, static_cast<size_t>(layer.size()));
    const KvWriteArgs args{x.data(), stride, slots.data(), layer.data(), shape, 1, v_offset()};
    kv_write(args, kRows, 0, 1);
    kv_write(args, kRows, 1, shape.kv_heads);
  }

  // Largest error of a row's key or value, in units of what its type allows; marks the bytes it may touch.
  double error(int64_t row, int64_t head, bool value) {
    const int64_t place = slots[row] % shape.block_tokens, page = slots[row] / shape.block_tokens;
    const int64_t group = value ? shape.value_group(page, head, place) : shape.key_group(page, head, place);
    const int64_t scale_at = group + (value ? shape.value_lines() : shape.key_lines()) * kKvLine + place % 16 * 4;
    const float* const from = x.data() + row * stride + (value ? v_offset() : 1) + head * shape.head_dim;
    float scale = 0, largest = 0;
    if (shape.type == KvType::int8) std::memcpy(&scale, touch(scale_at, 4), 4);
    for (int64_t d = 0; d < shape.head_dim; d++) largest = std::fmax(largest, std::fabs(from[d]));
    double worst = shape.type == KvType::int8 && scale != largest / 127 ? HUGE_VAL : 0;
    const int64_t dims = value ? shape.head_dim : shape.key_lines() * shape.packed();
    for (int64_t d = 0; d < dims; d++) {
      const int64_t index = value ? shape.value_element(place, d) : shape.key_element(place, d);
      const uint8_t* const at = touch(group + index * shape.element_bytes(), shape.element_bytes());
      worst = std::fmax(worst, element_error(at, d < shape.head_dim ? from[d] : 0, scale));
    }
    return worst;
  }

  // Whether a byte that no token owns was written.
  bool spilled() const {
    for (int64_t i = 0; i < layer.size(); i++) {
      if (marks[i] == 0 && layer[i] != 0x55) return true;
    }
    return false;
  }

  const KvShape shape;

 private:
  int64_t v_offset() const { return 2 + shape.kv_heads * shape.head_dim; }
  const uint8_t* touch(int64_t at, int64_t bytes) {
    std::memset(marks.data() + at, 1, static_cast<size_t>(bytes));
    return layer.data() + at;
  }
  double element_error(const uint8_t* at, float expected, float scale) const {
    if (shape.type == KvType::int8) return std::fabs((*at - kKvZero) * double{scale} - expected) / (0.5001 * scale);
    if (shape.type == KvType::f32) return std::memcmp(at, &expected, 4) == 0 ? 0 : HUGE_VAL;
    uint16_t bits;
    std::memcpy(&bits, at, 2);
    return bits == to_bf16(expected) ? 0 : HUGE_VAL;
  }

  const int64_t stride;
  Floats x;
  Guarded<int64_t> slots;
  Guarded<uint8_t> layer, marks;
};

void check_shape(Check& check, const KvShape& shape, Numbers& numbers) {
  Written written(shape, numbers);
  double worst = 0;
  for (int64_t row = 0; row < kRows; row++) {
    for (int64_t head = 0; head < shape.kv_heads; head++) {
      worst = std::fmax(worst, std::fmax(written.error(row, head, false), written.error(row, head, true)));
    }
  }
  const std::string name = text("%s heads %lld headDim %lld block %lld runs of %lld", kKvTypeNames[static_cast<int>(shape.type)],
                                Long(shape.kv_heads), Long(shape.head_dim), Long(shape.block_tokens),
                                Long(shape.run_pages));
  check.compare(worst, name);
  check.that(!written.spilled(), name + ": nothing else written");
}

}  // namespace

void check_kv_write(Check& check) {
  if (!check.begin(Isa::scalar, "kv_write", "f32, bf16 exact; int8 half a step")) return;
  Numbers numbers(check.seed());
  for (const KvType type : {KvType::f32, KvType::bf16, KvType::int8}) {
    for (int64_t dims = 1; dims <= 40; dims++) {
      const int64_t kv_heads = numbers.between(1, 3), block_tokens = 16 * numbers.between(1, 4);
      check_shape(check, {type, kv_heads, dims, block_tokens, 1 << numbers.between(0, 2), kPages}, numbers);
    }
  }
  check.end();
}

}  // namespace infbench
