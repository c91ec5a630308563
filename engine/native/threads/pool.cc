#include "pool.h"

#include <sched.h>

namespace infbench {

namespace {

// Low half of the ticket while no loop is open: more than any number of jobs.
constexpr uint64_t kClosed = 0xffffffffu;
// Spins before sleeping: a few times the gap between two loops of a step, far below the time a sleeping core saves.
constexpr int kSpins = 4000;
// Spins of the caller before it offers its core to the thread that holds the last job.
constexpr int kSpinsBeforeYield = 2000;

}  // namespace

Pool::Pool(int threads) : threads_(threads < 1 ? 1 : threads), ticket_(kClosed) {
  starts_.resize(static_cast<size_t>(threads_));
  workers_.reserve(static_cast<size_t>(threads_));
  for (int worker = 1; worker < threads_; worker++) {
    starts_[static_cast<size_t>(worker)] = {this, worker};
    pthread_t thread;
    // pthread and not std::thread, whose constructor throws when the system has no more threads.
    if (pthread_create(&thread, nullptr, start, &starts_[static_cast<size_t>(worker)]) != 0) break;
    workers_.push_back(thread);
  }
}

void* Pool::start(void* worker) {
  const Worker& self = *static_cast<const Worker*>(worker);
  self.pool->work(self.number);
  return nullptr;
}

Pool::~Pool() {
  closing_.store(true, std::memory_order_seq_cst);
  park_.wake();
  for (const pthread_t worker : workers_) pthread_join(worker, nullptr);
}

// The ticket is closed before the loop's fields change and opened after: a thread that read old fields, or a mix, finds
// another ticket when it tries to claim.
void Pool::dispatch(int64_t jobs, Call call, void* context) {
  const uint64_t generation = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
  ticket_.store(generation << 32 | kClosed, std::memory_order_seq_cst);
  jobs_.store(jobs, std::memory_order_release);
  call_.store(call, std::memory_order_release);
  context_.store(context, std::memory_order_release);
  done_.store(0, std::memory_order_release);
  ticket_.store(generation << 32, std::memory_order_seq_cst);
  park_.wake();
  drain(0);
  for (int spins = 0; done_.load(std::memory_order_acquire) != jobs; spins++) {
    if (spins < kSpinsBeforeYield) {
      cpu_pause();
    } else {
      sched_yield();
    }
  }
}

bool Pool::drain(int worker) {
  bool any = false;
  uint64_t ticket = ticket_.load(std::memory_order_acquire);
  for (;;) {
    const int64_t job = static_cast<int64_t>(ticket & kClosed);
    const int64_t jobs = jobs_.load(std::memory_order_acquire);
    const Call call = call_.load(std::memory_order_acquire);
    void* const context = context_.load(std::memory_order_acquire);
    if (job >= jobs) return any;
    if (!ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel, std::memory_order_acquire)) {
      continue;
    }
    call(context, job, worker);
    any = true;
    done_.fetch_add(1, std::memory_order_acq_rel);
    ticket = ticket_.load(std::memory_order_acquire);
  }
}

void Pool::work(int worker) {
  int spins = 0;
  while (!closing_.load(std::memory_order_acquire)) {
    const uint32_t token = park_.token();
    if (drain(worker)) {
      spins = 0;
    } else if (++spins < kSpins) {
      cpu_pause();
    } else {
      if (!closing_.load(std::memory_order_seq_cst)) park_.wait(token);
      spins = 0;
    }
  }
}

}  // namespace infbench
