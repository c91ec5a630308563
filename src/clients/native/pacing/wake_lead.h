// How long before a due time a thread has to ask to be woken, so that it is awake at the due time and spins no longer than it must.
// Wakes are late by what machine and other threads do just now: the lead climbs a hundred times faster than it falls, so it
// settles where one wake in a hundred comes too late.
#pragma once

#include <algorithm>
#include <cstdint>

namespace infbench::wire {

class WakeLead {
 public:
  int64_t ns() const { return ns_; }

  // A wake came this long after it was asked for.
  void note(int64_t late_ns) {
    ns_ = std::clamp(late_ns > ns_ ? ns_ + kLateStepNs : ns_ - kEarlyStepNs, kLeastNs, kMostNs);
  }

 private:
  static constexpr int64_t kLateStepNs = 10'000;
  static constexpr int64_t kEarlyStepNs = 100;
  static constexpr int64_t kLeastNs = 5'000;
  // What may be spun; the slice that the thread asks for (quick_thread.cc) is not much longer.
  static constexpr int64_t kMostNs = 100'000;

  int64_t ns_ = 50'000;
};

}  // namespace infbench::wire
