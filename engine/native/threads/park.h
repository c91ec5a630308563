// Sleeping until a word changes: a futex on Linux, a mutex and condition variable elsewhere.
#pragma once

#include <atomic>
#include <cstdint>

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#include <condition_variable>
#include <mutex>
#endif

namespace infbench {

class Park {
 public:
  // Sleeps unless ready() holds, until `wake` (or by chance sooner). What makes ready() true is changed by a sequentially
  // consistent read-modify-write before `wake` is called: then either ready() sees it here or `wake` sees the sleeper.
  template <class Ready>
  void wait(Ready&& ready) {
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    const uint32_t token = word_.load(std::memory_order_seq_cst);
    if (!ready()) sleep(token);
    sleepers_.fetch_sub(1, std::memory_order_seq_cst);
  }

  // Wakes all; one load when nobody sleeps.
  void wake() {
    if (sleepers_.load(std::memory_order_seq_cst) == 0) return;
#ifdef __linux__
    word_.fetch_add(1, std::memory_order_seq_cst);
    syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word_), FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr, nullptr, 0);
#else
    {
      std::lock_guard<std::mutex> lock(mutex_);
      word_.fetch_add(1);
    }
    changed_.notify_all();
#endif
  }

 private:
  // Returns when the word is no longer `token`.
  void sleep(uint32_t token) {
#ifdef __linux__
    syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word_), FUTEX_WAIT_PRIVATE, token, nullptr, nullptr, 0);
#else
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return word_.load() != token; });
#endif
  }

  std::atomic<uint32_t> word_{0};
  std::atomic<uint32_t> sleepers_{0};
#ifndef __linux__
  std::mutex mutex_;
  std::condition_variable changed_;
#endif
};

inline void cpu_pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

}  // namespace infbench
