// Calls and time of every node of a plan and of whole steps, by phase.
#pragma once

#include <cstdint>
#include <ctime>
#include <vector>

namespace infbench {

// Some 20 ns where the system maps its clock into the process.
inline int64_t now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
}

enum class Phase : int { prefill, decode };

class Counters {
 public:
  struct Counter {
    int64_t calls = 0, ns = 0;
    void add(int64_t spent) {
      calls++;
      ns += spent;
    }
  };

  explicit Counters(size_t nodes) : phases_{std::vector<Counter>(nodes + 1), std::vector<Counter>(nodes + 1)} {}

  // In node order; last of all whole steps.
  std::vector<Counter>& of(Phase phase) { return phases_[static_cast<int>(phase)]; }
  const std::vector<Counter>& of(Phase phase) const { return phases_[static_cast<int>(phase)]; }

 private:
  std::vector<Counter> phases_[2];
};

}  // namespace infbench
