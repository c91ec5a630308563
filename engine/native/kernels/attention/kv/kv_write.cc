#include "kv_write.h"

#include <cstring>

#include "../../quantize/quantize.h"

namespace infbench {

namespace {

struct Float {
  using Element = float;
  Float(const float*, int64_t) {}
  Element operator()(float x) const { return x; }
};

struct Bf16 {
  using Element = uint16_t;
  Bf16(const float*, int64_t) {}
  Element operator()(float x) const { return to_bf16(x); }
};

// scale = largest magnitude / 127, as Q8Shape::of_cache.
struct Int8 {
  using Element = uint8_t;
  float scale, factor;

  Int8(const float* x, int64_t count) {
    float largest = 0;
    for (int64_t i = 0; i < count; i++) largest = __builtin_fabsf(x[i]) > largest ? __builtin_fabsf(x[i]) : largest;
    factor = 127 / largest;
    const bool none = largest == 0 || factor > 3.4028234e38f;
    scale = none ? 0 : largest / 127;
    factor = none ? 0 : factor;
  }
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits, ties to even; what is not finite gives some byte.
  Element operator()(float x) const {
    const float shifted = x * factor + 12582912.0f;
    uint32_t bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    return static_cast<Element>(bits + kKvZero);
  }
};

// Dimensions converted at a time: a loop over a plain array, which compilers make vectors of, apart from the strided
// stores.
constexpr int64_t kRun = 64;

template <class Store>
void convert(const Store& store, const float* from, int64_t count, typename Store::Element* to) {
  for (int64_t i = 0; i < count; i++) to[i] = store(from[i]);
}

// Keys: `packed` dimensions of a token are one 32-bit lane of a line.
template <class Store>
void write_key(const Store& store, const float* from, int64_t dims, uint8_t* lanes) {
  using Element = typename Store::Element;
  constexpr int64_t packed = 4 / sizeof(Element);
  for (int64_t d = 0; d < dims; d += kRun) {
    const int64_t count = dims - d < kRun ? dims - d : kRun;
    Element run[kRun];
    convert(store, from + d, count, run);
    for (int64_t i = count; i % packed != 0; i++) run[i] = store(0);
    uint8_t* const to = lanes + d / packed * kKvLine;
    for (int64_t i = 0; i < count; i += packed) std::memcpy(to + i / packed * kKvLine, run + i, 4);
  }
}

// Values: a token is every `packed`th element.
template <class Store>
void write_value(const Store& store, const float* from, int64_t dims, typename Store::Element* to) {
  using Element = typename Store::Element;
  constexpr int64_t packed = 4 / sizeof(Element);
  for (int64_t d = 0; d < dims; d += kRun) {
    const int64_t count = dims - d < kRun ? dims - d : kRun;
    Element run[kRun];
    convert(store, from + d, count, run);
    for (int64_t i = 0; i < count; i++) to[(d + i) * packed] = run[i];
  }
}

// One token of one head.
template <class Store>
void write_token(const KvShape& shape, int64_t place, const float* k, const float* v, uint8_t* k_group,
                 uint8_t* v_group) {
  using Element = typename Store::Element;
  const int64_t dims = shape.head_dim;
  const Store key(k, dims), value(v, dims);
  write_key(key, k, dims, k_group + place % kKvGroup * 4);
  write_value(value, v, dims, reinterpret_cast<Element*>(v_group) + shape.value_element(place, 0));
  if constexpr (sizeof(Element) == 1) {
    reinterpret_cast<float*>(k_group + shape.key_lines() * kKvLine)[place % kKvGroup] = key.scale;
    reinterpret_cast<float*>(v_group + shape.value_lines() * kKvLine)[place % kKvGroup] = value.scale;
  }
}

// Head by head, so that the lines that a run of tokens fills stay in the first-level cache.
template <class Store>
void write_heads(const KvWriteArgs& args, int64_t rows, int64_t head_begin, int64_t head_end) {
  const KvShape& shape = args.shape;
  uint8_t* const layer = static_cast<uint8_t*>(args.layer);
  for (int64_t head = head_begin; head < head_end; head++) {
    for (int64_t row = 0; row < rows; row++) {
      const int64_t page = args.slots[row] / shape.block_tokens;
      const int64_t place = args.slots[row] % shape.block_tokens;
      const float* const from = args.x + row * args.stride + head * shape.head_dim;
      write_token<Store>(shape, place, from + args.k_offset, from + args.v_offset,
                         layer + shape.key_group(page, head, place), layer + shape.value_group(page, head, place));
    }
  }
}

}  // namespace

void kv_write(const KvWriteArgs& args, int64_t rows, int64_t head_begin, int64_t head_end) {
  switch (args.shape.type) {
    case KvType::f32: return write_heads<Float>(args, rows, head_begin, head_end);
    case KvType::bf16: return write_heads<Bf16>(args, rows, head_begin, head_end);
    case KvType::int8: return write_heads<Int8>(args, rows, head_begin, head_end);
  }
}

}  // namespace infbench
