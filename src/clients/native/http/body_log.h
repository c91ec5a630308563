// The body of one answer as it came: its bytes, and of each socket read where they end and when they arrived.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace infbench::wire {

// No answer of a language model comes near it; what does is refused before it fills the memory.
constexpr size_t kMostBodyBytes = size_t{1} << 30;
// What is kept of an answer's memory for the next one.
constexpr size_t kMostKeptBytes = size_t{1} << 20;

class BodyLog {
 public:
  // False: the body would exceed kMostBodyBytes, nothing was added.
  bool append(const uint8_t* bytes, size_t length) {
    if (length > kMostBodyBytes - bytes_.size()) return false;
    bytes_.insert(bytes_.end(), bytes, bytes + length);
    return true;
  }

  // Closes a socket read: all that was appended since the last mark arrived at `at`. A read without body bytes leaves nothing.
  void mark(int64_t at) {
    if (bytes_.size() == marked_) return;
    marked_ = bytes_.size();
    ends_.push_back(static_cast<uint32_t>(marked_));
    at_.push_back(at);
  }

  // Empty again, with its memory unless that is much.
  void clear() {
    if (bytes_.capacity() > kMostKeptBytes) std::vector<uint8_t>().swap(bytes_);
    if (ends_.capacity() > kMostKeptBytes / sizeof(uint32_t)) std::vector<uint32_t>().swap(ends_);
    if (at_.capacity() > kMostKeptBytes / sizeof(int64_t)) std::vector<int64_t>().swap(at_);
    bytes_.clear();
    ends_.clear();
    at_.clear();
    marked_ = 0;
  }

  // Bytes of memory held.
  size_t held() const {
    return bytes_.capacity() + ends_.capacity() * sizeof(uint32_t) + at_.capacity() * sizeof(int64_t);
  }

  const std::vector<uint8_t>& bytes() const { return bytes_; }
  const std::vector<uint32_t>& ends() const { return ends_; }
  const std::vector<int64_t>& at() const { return at_; }

 private:
  std::vector<uint8_t> bytes_;
  std::vector<uint32_t> ends_;
  std::vector<int64_t> at_;
  size_t marked_ = 0;
};

}  // namespace infbench::wire
