// How long bytes had been there when the thread read them: its stamp less the kernel's, of a sample of the reads. The kernel stamps what
// it receives by the wall clock, runs are measured by the monotonic one. Both are slewed alike, so the distance between them changes
// only when somebody sets the wall clock; it is measured every tenth of a second, and what was seen between two measurements that
// differ is thrown away. Of several segments that one read brings the kernel tells when the last came: a lag is never too long, and
// too short by no more than lies between those segments. Touches no clock and no socket: both times are told.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

namespace infbench::wire {

// Which reads are sampled: one in 8, at distances from 1 to 15 that follow no order, since streams are read in turns.
class ReadSampler {
 public:
  bool is_next() {
    if (--left_ > 0) return false;
    // Numerical Recipes' generator; its upper bits are the random ones.
    state_ = state_ * 1664525u + 1013904223u;
    left_ = 1 + (state_ >> 16) % 15;
    return true;
  }

 private:
  uint32_t state_ = 1;
  uint32_t left_ = 1;
};

class ReadLag {
 public:
  static constexpr int64_t kPairEveryNs = 100'000'000;
  // What two measurements of one distance may differ by: the thread may be interrupted in each. Far below what a lag is judged by.
  static constexpr int64_t kToleranceNs = 50'000;
  // Raw values kept; when there are as many, every second goes and half as many are kept from then on.
  static constexpr size_t kMostKept = 8192;

  // Whether the distance must be measured before a read at `now` is noted.
  bool pair_due(int64_t now) const { return !paired_ || now - paired_at_ >= kPairEveryNs; }

  // The wall clock is `offset` ahead of the monotonic one, as measured at `now`.
  void pair(int64_t now, int64_t offset) {
    if (paired_ && std::llabs(offset - offset_) <= kToleranceNs) {
      for (const int64_t lag : pending_) keep(lag);
    }
    pending_.clear();
    paired_ = true;
    paired_at_ = now;
    offset_ = offset;
  }

  // Bytes that the kernel received at `stamp` (wall clock) were read at `at` (monotonic).
  void note(int64_t stamp, int64_t at) { pending_.push_back(std::max<int64_t>(0, at - (stamp - offset_))); }

  // What was kept since the last call, in order, and the largest of all that was noted; 0: nothing was.
  std::pair<std::vector<int64_t>, int64_t> take() {
    std::pair<std::vector<int64_t>, int64_t> taken(std::move(kept_), most_);
    kept_.clear();
    most_ = 0;
    seen_ = 0;
    stride_ = 1;
    return taken;
  }

 private:
  void keep(int64_t lag) {
    most_ = std::max(most_, lag);
    if (seen_++ % stride_ != 0) return;
    kept_.push_back(lag);
    if (kept_.size() < kMostKept) return;
    for (size_t i = 0; 2 * i < kept_.size(); i++) kept_[i] = kept_[2 * i];
    kept_.resize(kept_.size() / 2);
    stride_ *= 2;
  }

  bool paired_ = false;
  int64_t paired_at_ = 0;
  int64_t offset_ = 0;
  std::vector<int64_t> pending_;
  std::vector<int64_t> kept_;
  int64_t most_ = 0;
  uint64_t seen_ = 0;
  uint64_t stride_ = 1;
};

}  // namespace infbench::wire
