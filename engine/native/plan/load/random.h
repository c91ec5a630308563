// Counter-based random weights: element i of a part is a hash of (seed, i), so any thread makes any element, in any
// order. The hash is Wellons' lowbias32 (two multiplications, bias 0.17), whitened per seed and per 2^32 elements; 24
// bits make a float exactly. Written so that a compiler vectorises the loop over i.
#pragma once

#include <cstdint>

namespace infbench {

inline uint32_t mix32(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ (x >> 16);
}

// The key of elements [high * 2^32, (high + 1) * 2^32) of a part.
inline uint32_t random_key(uint32_t seed, uint32_t high) {
  return mix32(seed ^ 0x9e3779b9u) ^ mix32(high + 0x85ebca6bu);
}

// Uniform in [-1, 1): a multiple of 2^-23.
inline float random_unit(uint32_t key, uint32_t low) {
  const int32_t bits = static_cast<int32_t>(mix32(low ^ key));
  return static_cast<float>(bits >> 8) * 0x1p-23f;
}

}  // namespace infbench
