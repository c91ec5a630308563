// The machine's monotonic clock in ns: what process.hrtime() reads, on every thread and in every process.
#pragma once

#include <time.h>

#include <cstdint>

namespace infbench::wire {

constexpr int64_t kNsPerS = 1'000'000'000;
constexpr int64_t kNsPerMs = 1'000'000;

inline int64_t now_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNsPerS + now.tv_nsec;
}

}  // namespace infbench::wire
