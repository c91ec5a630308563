#include "quick_thread.h"

#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace infbench::wire {

namespace {

// Shortest that Linux takes. Since 6.12 a thread that asks for short slices interrupts one that has longer ones, and it needs no
// privilege to ask; older kernels ignore it.
constexpr uint64_t kSliceNs = 100'000;

// As the kernel's first version of `struct sched_attr`.
struct SchedulingAttributes {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

}  // namespace

void be_quick() {
  pthread_setname_np(pthread_self(), "infbench-wire");
  // The kernel gathers wake-ups that lie within 50 us otherwise.
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
#ifdef SYS_sched_setattr
  const int nice = getpriority(PRIO_PROCESS, 0);
  SchedulingAttributes attributes = {sizeof attributes, SCHED_OTHER, 0, nice, 0, kSliceNs, 0, 0};
  syscall(SYS_sched_setattr, 0, &attributes, 0);
#endif
}

}  // namespace infbench::wire
