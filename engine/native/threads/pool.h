// A pool of threads that share one parallel loop at a time; the caller is one of them.
//
// All that a claim needs is one word: the number of jobs of the open loop in the high half, the next job in the low
// half. Jobs are claimed one by one by compare-and-swap on it, so a thread the system has put aside delays at most the
// job it holds, and one that wakes late either finds no job left or claims one of the loop that is open now. Body and
// context lie beside the word in the same cache line and are read after the claim: the loop cannot end, and they cannot
// change, before the claimed job is counted as done. A loop ends when all its jobs are done, not when all threads have
// answered. Between loops threads spin on that line for a short while (a step is dozens of loops a few microseconds
// apart), then sleep. Which thread runs a job never changes its result; `worker` only says whose scratch it may use.
#pragma once

#include <atomic>
#include <cstdint>
#include <pthread.h>
#include <vector>

#include "park.h"

namespace infbench {

class Pool {
 public:
  // `threads` includes the caller of `run`. `pinned`: worker w stays on the w-th of the cores its maker may use; the
  // caller, worker 0, is pinned by PinnedCaller.
  explicit Pool(int threads, bool pinned = false);
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
    int core;  // -1: any
  };
  using Call = void (*)(void* context, int64_t job, int worker);

  void dispatch(int64_t jobs, Call call, void* context);
  static void* start(void* worker);
  void work(int worker);
  // Claims and runs jobs of the open loop until none is left; whether it ran any.
  bool drain(int worker);
  bool open() const;

  const int threads_;
  // One line: what a thread reads to claim a job and run it.
  alignas(64) std::atomic<uint64_t> ticket_{0};
  std::atomic<Call> call_{nullptr};
  std::atomic<void*> context_{nullptr};
  // Written by every thread that did jobs, once a loop.
  alignas(64) std::atomic<int64_t> done_{0};
  // Read between loops only.
  alignas(64) std::atomic<bool> closing_{false};
  Park park_;
  std::vector<Worker> starts_;
  std::vector<pthread_t> workers_;
};

}  // namespace infbench
