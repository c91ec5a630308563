// A pool of threads that share one parallel loop at a time; the caller is one of them.
//
// Jobs 0..n-1 of a loop are claimed one by one from a ticket (generation in the high half, next job in the low half) by
// compare-and-swap, so a thread the system has put aside delays at most the job it holds, and one that wakes late finds
// the loop over and claims nothing. A loop ends when all its jobs are done, not when all threads have answered.
// Between loops threads spin for a short while (a step is hundreds of loops a few microseconds apart), then sleep.
// Which thread runs a job never changes its result; `worker` only says whose scratch it may use.
#pragma once

#include <atomic>
#include <cstdint>
#include <pthread.h>
#include <vector>

#include "park.h"

namespace infbench {

class Pool {
 public:
  // `threads` includes the caller of `run`.
  explicit Pool(int threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  int threads() const { return threads_; }
  // Whether the system gave all threads asked for; with fewer, those there are do the work.
  bool complete() const { return static_cast<int>(workers_.size()) == threads_ - 1; }

  // Calls body(job, worker) for each job in [0, jobs) and returns when all are done. One caller at a time.
  template <class Body>
  void run(int64_t jobs, Body&& body) {
    if (jobs <= 1 || threads_ == 1) {
      for (int64_t job = 0; job < jobs; job++) body(job, 0);
      return;
    }
    dispatch(jobs, [](void* context, int64_t job, int worker) { (*static_cast<Body*>(context))(job, worker); },
             const_cast<void*>(static_cast<const void*>(&body)));
  }

 private:
  struct Worker {
    Pool* pool;
    int number;
  };
  using Call = void (*)(void* context, int64_t job, int worker);

  void dispatch(int64_t jobs, Call call, void* context);
  static void* start(void* worker);
  void work(int worker);
  // Claims and runs jobs of the open loop until none is left; whether it ran any.
  bool drain(int worker);

  const int threads_;
  // Own cache lines: the ticket is fought over, the rest is read.
  alignas(64) std::atomic<uint64_t> ticket_;
  alignas(64) std::atomic<int64_t> done_{0};
  alignas(64) std::atomic<int64_t> jobs_{0};
  std::atomic<Call> call_{nullptr};
  std::atomic<void*> context_{nullptr};
  std::atomic<bool> closing_{false};
  Park park_;
  std::vector<Worker> starts_;
  std::vector<pthread_t> workers_;
};

}  // namespace infbench
