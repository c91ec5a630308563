#include "relay_side.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace infbench::wire {

namespace {

// Memory that a side keeps for the next time.
constexpr size_t kMostKeptBytes = 64 * 1024;

}  // namespace

bool RelaySide::hear(int epoll) {
  epoll_event event;
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = this;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) == 0;
}

void RelaySide::note(uint32_t what) {
  constexpr uint32_t kEnds = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  if ((what & (EPOLLIN | kEnds)) != 0) readable = true;
  if ((what & (EPOLLOUT | EPOLLERR)) != 0) writable = true;
  if ((what & kEnds) != 0) closing_ = true;
}

ReadEnd RelaySide::read(uint8_t* buffer, size_t most, size_t* length) {
  for (;;) {
    const ssize_t got = recv(socket, buffer, most, 0);
    if (got > 0) {
      *length = static_cast<size_t>(got);
      // Less than there was room for: there is no more.
      if (*length < most && !closing_) readable = false;
      return ReadEnd::kBytes;
    }
    if (got < 0 && errno == EINTR) continue;
    readable = false;
    if (got == 0) return ReadEnd::kEnd;
    return errno == EAGAIN || errno == EWOULDBLOCK ? ReadEnd::kNothing : ReadEnd::kFault;
  }
}

void RelaySide::write(Bytes bytes) {
  if (dead || bytes.length == 0) return;
  const bool now = connected && writable && !is_waiting();
  const size_t sent = now ? send(bytes.data, bytes.length) : 0;
  if (!dead) kept_.append(reinterpret_cast<const char*>(bytes.data) + sent, bytes.length - sent);
}

void RelaySide::write_on() {
  if (connected && writable && is_waiting())
    kept_from_ += send(reinterpret_cast<const uint8_t*>(kept_.data()) + kept_from_, waiting_bytes());
  if (is_waiting() && !dead) return;
  kept_.clear();
  kept_from_ = 0;
  if (kept_.capacity() > kMostKeptBytes) std::string().swap(kept_);
  if (!ending || shut || !connected) return;
  shut = true;
  if (socket >= 0) shutdown(socket, SHUT_WR);
}

void RelaySide::end_writing() {
  ending = true;
  write_on();
}

size_t RelaySide::send(const uint8_t* data, size_t length) {
  size_t sent = 0;
  while (sent < length) {
    const ssize_t took = ::send(socket, data + sent, length - sent, MSG_NOSIGNAL);
    if (took >= 0) {
      sent += static_cast<size_t>(took);
      continue;
    }
    if (errno == EINTR) continue;
    writable = false;
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;
    // Whatever is left to be read is read first, and then the fault.
    dead = true;
    readable = true;
    closing_ = true;
    break;
  }
  return sent;
}

int RelaySide::fault() const {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  return error;
}

void RelaySide::close(bool reset) {
  if (socket < 0) return;
  if (reset) {
    const linger now = {1, 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  ::close(socket);
  socket = -1;
  readable = false;
  writable = false;
  connected = false;
  closing_ = false;
}

}  // namespace infbench::wire
