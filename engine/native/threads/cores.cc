#include "cores.h"

namespace infbench {

#ifdef __linux__

void pin_thread(int n) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  int left = n % CPU_COUNT(&allowed);
  for (int core = 0; core < CPU_SETSIZE; core++) {
    if (!CPU_ISSET(core, &allowed) || left-- > 0) continue;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

PinnedCaller::PinnedCaller(bool pinned)
    : pinned_(pinned && sched_getaffinity(0, sizeof before_, &before_) == 0) {
  if (pinned_) pin_thread(0);
}

PinnedCaller::~PinnedCaller() {
  if (pinned_) sched_setaffinity(0, sizeof before_, &before_);
}

#else

void pin_thread(int) {}
PinnedCaller::PinnedCaller(bool pinned) : pinned_(pinned) {}
PinnedCaller::~PinnedCaller() {}

#endif

}  // namespace infbench
