// What integer layers read ahead (read_ahead.h), a few lines with each record of weights. All inline by force: the files of
// several instruction sets include it, and none may be left with another's copy.
#pragma once

#include "linear.h"

namespace infbench::vector {

// Lines with a record: a tile of 6 rows and 2 blocks computes for about 200 clocks meanwhile.
constexpr int64_t kBesideLines = 10;

class Beside {
 public:
  Beside() = default;

  // For all row tiles of some blocks, `records` each. One or two tiles compute hardly longer than their weights take to
  // come: nothing.
  __attribute__((always_inline)) static Beside of_blocks(const LinearArgs& args, int64_t tiles, int64_t records) {
    Beside beside;
    if (tiles <= 2 || args.read_ahead == nullptr) return beside;
    beside.group_lines_ = args.read_ahead->group_lines();
    const int64_t records_of_group = (beside.group_lines_ + kBesideLines - 1) / kBesideLines;
    beside.piece_ = args.read_ahead->take(tiles * records / records_of_group);
    return beside;
  }

  // Takes off the next of `shares` even shares.
  __attribute__((always_inline)) Beside share(int64_t shares) {
    Beside share = *this;
    share.piece_.groups = (piece_.groups + shares - 1) / shares;
    piece_.places += share.piece_.groups;
    piece_.groups -= share.piece_.groups;
    return share;
  }

  // Once a record.
  template <class V>
  __attribute__((always_inline)) void fetch() {
    if (left_ == 0) {
      if (piece_.groups == 0) return;
      line_ = piece_.base + static_cast<int64_t>(*piece_.places++) * 64;
      piece_.groups--;
      left_ = group_lines_;
    }
    const int64_t lines = left_ < kBesideLines ? left_ : kBesideLines;
    for (int64_t i = 0; i < lines; i++, line_ += 64) V::prefetch_second(line_);
    left_ -= lines;
  }

 private:
  ReadAhead::Piece piece_{};
  int64_t group_lines_ = 1;
  // Of the group being fetched.
  const uint8_t* line_ = nullptr;
  int64_t left_ = 0;
};

}  // namespace infbench::vector
