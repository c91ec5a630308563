// Which job a worker does next: each begins with its own range of neighbouring jobs and, when that is empty, takes from
// the ends of the others'. Neighbouring jobs read neighbouring weights, so a worker streams through memory and what its
// kernels fetch ahead is what it needs next; a worker the system puts aside delays at most the job it holds.
#pragma once

#include <atomic>
#include <cstdint>

namespace infbench {

// In the worker's scratch, a cache line of its own.
struct alignas(64) JobRange {
  std::atomic<uint64_t> open;  // first job in the high half, end in the low half
};

class JobRanges {
 public:
  // `at(worker)` is where the range of a worker lives. Jobs below 2^31.
  template <class At>
  JobRanges(int64_t jobs, int workers, At at) : workers_(workers) {
    for (int w = 0; w < workers; w++) {
      const uint64_t first = static_cast<uint64_t>(w * jobs / workers);
      const uint64_t end = static_cast<uint64_t>((w + 1) * jobs / workers);
      at(w)->open.store(first << 32 | end, std::memory_order_relaxed);
    }
  }

  // Each call gives another job; -1 when none is left.
  template <class At>
  int64_t next(int worker, At at) const {
    int64_t job = take(at(worker), true);
    for (int w = 1; job < 0 && w < workers_; w++) job = take(at((worker + w) % workers_), false);
    return job;
  }

 private:
  // The first or the last job of a range; -1 when it is empty.
  static int64_t take(JobRange* range, bool first) {
    uint64_t open = range->open.load(std::memory_order_relaxed);
    while (open >> 32 < (open & 0xffffffff)) {
      const uint64_t rest = first ? open + (uint64_t{1} << 32) : open - 1;
      if (range->open.compare_exchange_weak(open, rest, std::memory_order_relaxed)) {
        return static_cast<int64_t>(first ? open >> 32 : rest & 0xffffffff);
      }
    }
    return -1;
  }

  const int workers_;
};

}  // namespace infbench
