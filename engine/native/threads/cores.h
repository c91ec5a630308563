// Fixing threads to cores. Linux only; elsewhere these do nothing.
#pragma once

#ifdef __linux__
#include <sched.h>
#endif

namespace infbench {

// Fixes the calling thread to the n-th (modulo their number) of the cores it may use now.
void pin_thread(int n);

// Fixes the thread that makes it to the first of its cores, and gives it its cores back at the end: the thread that
// calls `step` belongs to JavaScript. Made after the pool, whose threads inherit the cores of their maker.
class PinnedCaller {
 public:
  explicit PinnedCaller(bool pinned);
  ~PinnedCaller();
  PinnedCaller(const PinnedCaller&) = delete;
  PinnedCaller& operator=(const PinnedCaller&) = delete;

 private:
  bool pinned_;
#ifdef __linux__
  cpu_set_t before_;
#endif
};

}  // namespace infbench
