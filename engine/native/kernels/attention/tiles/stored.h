// Stored keys and values as floats (layout: kv/kv_layout.h). load(p, j): number j of each of V::lanes 32-bit words from
// p on; scaled(x, p): x times the scales at p, where there are any.
#pragma once

#include "../kv/kv_layout.h"

namespace infbench::vector {

// 32-bit words from the start of a group.
static inline const float* word_of(const uint8_t* group, int64_t word) {
  return reinterpret_cast<const float*>(group) + word;
}
static inline const float* line_of(const uint8_t* group, int64_t line) {
  return word_of(group, line * (kKvLine / 4));
}

template <class V, KvType Type>
struct Stored;

template <class V>
struct Stored<V, KvType::f32> {
  using F = typename V::F;
  static constexpr int packed = 1;
  static F load(const float* p, int) { return V::load(p); }
  static F scaled(F x, const float*) { return x; }
};

template <class V>
struct Stored<V, KvType::bf16> {
  using F = typename V::F;
  static constexpr int packed = 2;
  static F load(const float* p, int j) {
    return j == 0 ? V::low_bf16(V::load_words(p)) : V::high_bf16(V::load_words(p));
  }
  static F scaled(F x, const float*) { return x; }
};

template <class V>
struct Stored<V, KvType::int8> {
  using F = typename V::F;
  static constexpr int packed = 4;
  static F load(const float* p, int j) {
    return V::sub(V::byte(V::load_words(p), j), V::set(static_cast<float>(kKvZero)));
  }
  static F scaled(F x, const float* scales) { return V::mul(x, V::load(scales)); }
};

}  // namespace infbench::vector
