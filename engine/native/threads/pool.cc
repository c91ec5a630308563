#include "pool.h"

#include <sched.h>

#include "cores.h"

namespace infbench {

namespace {

constexpr uint64_t kLow = 0xffffffffu;
// Jobs one ticket can count.
constexpr int64_t kMostJobs = int64_t{1} << 31;
// Spins before sleeping: a few times the gap between two loops of a step, far below the time a sleeping core saves.
constexpr int kSpins = 4000;
// Spins of the caller before it offers its core to the thread that holds the last job.
constexpr int kSpinsBeforeYield = 2000;

}  // namespace

Pool::Pool(int threads, bool pinned) : threads_(threads < 1 ? 1 : threads) {
  starts_.resize(static_cast<size_t>(threads_));
  workers_.reserve(static_cast<size_t>(threads_));
  for (int worker = 1; worker < threads_; worker++) {
    starts_[static_cast<size_t>(worker)] = {this, worker, pinned ? worker : -1};
    pthread_t thread;
    // pthread and not std::thread, whose constructor throws when the system has no more threads.
    if (pthread_create(&thread, nullptr, start, &starts_[static_cast<size_t>(worker)]) != 0) break;
    workers_.push_back(thread);
  }
}

void* Pool::start(void* worker) {
  const Worker& self = *static_cast<const Worker*>(worker);
  if (self.core >= 0) pin_thread(self.core);
  self.pool->work(self.number);
  return nullptr;
}

Pool::~Pool() {
  // An exchange, as `Park` asks for: emulators of ARM on x86 let a plain store pass the load in `wake`.
  closing_.exchange(true, std::memory_order_seq_cst);
  park_.wake();
  for (const pthread_t worker : workers_) pthread_join(worker, nullptr);
}

void Pool::dispatch(int64_t jobs, Call call, void* context) {
  const int64_t most = jobs < kMostJobs ? jobs : kMostJobs - 1;
  call_.store(call, std::memory_order_relaxed);
  context_.store(context, std::memory_order_relaxed);
  done_.store(0, std::memory_order_relaxed);
  // Publishes the three above with job 0 claimed by the caller; ordered before the look for sleepers in `wake`.
  ticket_.exchange(static_cast<uint64_t>(most) << 32 | 1, std::memory_order_seq_cst);
  park_.wake();
  call(context, 0, 0);
  done_.fetch_add(1, std::memory_order_acq_rel);
  drain(0);
  for (int spins = 0; done_.load(std::memory_order_acquire) != most; spins++) {
    if (spins < kSpinsBeforeYield) {
      cpu_pause();
    } else {
      sched_yield();
    }
  }
  for (int64_t job = most; job < jobs; job++) call(context, job, 0);
}

bool Pool::open() const {
  const uint64_t ticket = ticket_.load(std::memory_order_seq_cst);
  return (ticket & kLow) < ticket >> 32;
}

bool Pool::drain(int worker) {
  int64_t count = 0;
  uint64_t ticket = ticket_.load(std::memory_order_acquire);
  while ((ticket & kLow) < ticket >> 32) {
    if (!ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel, std::memory_order_acquire)) {
      continue;
    }
    const int64_t job = static_cast<int64_t>(ticket & kLow);
    call_.load(std::memory_order_relaxed)(context_.load(std::memory_order_relaxed), job, worker);
    count++;
    ticket = ticket_.load(std::memory_order_acquire);
  }
  if (count > 0) done_.fetch_add(count, std::memory_order_acq_rel);
  return count > 0;
}

void Pool::work(int worker) {
  int spins = 0;
  while (!closing_.load(std::memory_order_relaxed)) {
    if (drain(worker)) {
      spins = 0;
    } else if (++spins < kSpins) {
      cpu_pause();
    } else {
      park_.wait([this] { return open() || closing_.load(std::memory_order_seq_cst); });
      spins = 0;
    }
  }
}

}  // namespace infbench
