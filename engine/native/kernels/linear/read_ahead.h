// Memory that a worker will read after a linear layer, brought into cache by layers that compute longer than they read:
// without it memory idles while a batch multiplies, and the cores wait while it attends. Each worker has a list of its own,
// of what it is to attend to itself: cores need not share their last-level cache. Fetching changes no result. What kernels
// call is inline by force, as their files have flags of their own.
#pragma once

#include <cstdint>
#include <vector>

namespace infbench {

class alignas(64) ReadAhead {
 public:
  // Some neighbours of the list: groups at base + 64 * places[i].
  struct Piece {
    const uint8_t* base;
    const uint32_t* places;
    int64_t groups;
  };

  // Lists hold at most `most` groups of `group_lines` lines.
  void open(int64_t most, int64_t group_lines) {
    places_.reserve(static_cast<size_t>(most));
    group_lines_ = group_lines;
  }
  __attribute__((always_inline)) int64_t group_lines() const { return group_lines_; }

  void clear() { places_.clear(); }
  // Bytes from the base, a multiple of 64 below 256 GiB. A full list stays as it is.
  void add(int64_t bytes) {
    if (places_.size() < places_.capacity()) places_.push_back(static_cast<uint32_t>(bytes / 64));
  }
  // The list again from its start, somewhere else.
  void start(const uint8_t* base) {
    base_ = base;
    next_ = 0;
  }

  __attribute__((always_inline)) Piece take(int64_t groups) {
    const int64_t left = static_cast<int64_t>(places_.size()) - next_;
    const int64_t taken = groups < left ? groups : left;
    next_ += taken;
    return {base_, places_.data() + next_ - taken, taken};
  }

 private:
  std::vector<uint32_t> places_;
  int64_t group_lines_ = 1;
  const uint8_t* base_ = nullptr;
  int64_t next_ = 0;
};

}  // namespace infbench
