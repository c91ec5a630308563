// Memory that lives as long as a model: one mapping, zero-filled, on huge pages where the system gives them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../status.h"

namespace infbench {

constexpr size_t kCacheLine = 64;

inline size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

class Region {
 public:
  Region() = default;
  ~Region() { release(); }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  // Maps `bytes`; `what` names the memory in the error.
  Status map(size_t bytes, const char* what);
  void release();

  size_t bytes() const { return bytes_; }
  uint8_t* data() const { return data_; }
  float* floats(size_t offset_bytes) const { return reinterpret_cast<float*>(data_ + offset_bytes); }

 private:
  uint8_t* data_ = nullptr;
  size_t bytes_ = 0;
  void* mapping_ = nullptr;
  size_t mapped_ = 0;
};

// Hands out cache-line aligned offsets of a region to come: first lay out, then map `bytes()` at once.
class Layout {
 public:
  size_t take(size_t bytes) {
    const size_t offset = bytes_;
    bytes_ += round_up(bytes, kCacheLine);
    return offset;
  }
  size_t take_floats(int64_t count) { return take(static_cast<size_t>(count) * sizeof(float)); }
  size_t bytes() const { return bytes_; }

 private:
  size_t bytes_ = 0;
};

}  // namespace infbench
