#include "lag_watch.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>

#include <cstring>

#include "../sockets/monotonic.h"

namespace infbench::wire {

namespace {

// Between two readings of the monotonic clock lies one of the wall clock; the nearest two of a few were not interrupted.
constexpr int kPairings = 5;

int64_t ns_of(const timespec& time) { return time.tv_sec * kNsPerS + time.tv_nsec; }

int64_t offset_now() {
  int64_t offset = 0;
  int64_t nearest = INT64_MAX;
  for (int i = 0; i < kPairings; i++) {
    timespec wall;
    const int64_t before = now_ns();
    clock_gettime(CLOCK_REALTIME, &wall);
    const int64_t after = now_ns();
    if (after - before >= nearest) continue;
    nearest = after - before;
    offset = ns_of(wall) - (before + nearest / 2);
  }
  return offset;
}

// 0: the kernel did not stamp it (it begins to a moment after the first socket asks).
int64_t stamp_of(msghdr* message) {
  for (cmsghdr* each = CMSG_FIRSTHDR(message); each != nullptr; each = CMSG_NXTHDR(message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp;
    memcpy(&stamp, CMSG_DATA(each), sizeof stamp);
    return ns_of(stamp);
  }
  return 0;
}

}  // namespace

void LagWatch::open(int socket) {
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

ssize_t LagWatch::receive(int socket, uint8_t* buffer, size_t bytes, int64_t* at) {
  if (!sampler_.is_next()) {
    const ssize_t got = recv(socket, buffer, bytes, 0);
    const int error = errno;
    *at = now_ns();
    errno = error;
    return got;
  }
  iovec piece = {buffer, bytes};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(timespec))];
  msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t got = recvmsg(socket, &message, 0);
  const int error = errno;
  *at = now_ns();
  const int64_t stamp = got > 0 ? stamp_of(&message) : 0;
  if (stamp != 0) note(stamp, *at);
  errno = error;
  return got;
}

void LagWatch::note(int64_t stamp, int64_t at) {
  const std::lock_guard<std::mutex> lock(lock_);
  if (lag_.pair_due(at)) lag_.pair(at, offset_now());
  lag_.note(stamp, at);
}

std::pair<std::vector<int64_t>, int64_t> LagWatch::take() {
  const std::lock_guard<std::mutex> lock(lock_);
  lag_.pair(now_ns(), offset_now());
  return lag_.take();
}

}  // namespace infbench::wire
