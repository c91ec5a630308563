// How a pair gets its upstream, and what the client hears where there is none.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "../sockets/monotonic.h"
#include "relay_pair.h"

namespace infbench::wire {

namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
// An address that does not answer gives way to the next, as in Node; the last one has the system's time.
constexpr int64_t kAttemptNs = 250 * kNsPerMs;
// How long a refused client may go on sending before its connection is dropped.
constexpr int64_t kLingerNs = 2 * kNsPerS;

}  // namespace

// The next address that can be tried at all.
void RelayPair::dial(int64_t now) {
  int error = 0;
  for (; attempt_ < shared_->upstream.size(); attempt_++) {
    const Address& address = shared_->upstream[attempt_];
    upstream_.socket = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    error = upstream_.socket < 0 ? errno : 0;
    if (error == 0) {
      const int on = 1;
      setsockopt(upstream_.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const int failed = connect(upstream_.socket, reinterpret_cast<const sockaddr*>(&address.storage), address.length);
      error = failed == 0 || errno == EINPROGRESS ? 0 : errno;
    }
    if (error == 0 && !upstream_.hear(shared_->epoll)) error = errno;
    if (error == 0) {
      due_at_ = attempt_ + 1 < shared_->upstream.size() ? now + kAttemptNs : kNever;
      return;
    }
    upstream_.close(false);
  }
  unreachable(error, now);
}

void RelayPair::connecting(int64_t now) {
  const int error = upstream_.fault();
  if (error == 0 && !upstream_.writable) return;
  if (error == 0) {
    upstream_.connected = true;
    due_at_ = kNever;
    return;
  }
  upstream_.close(false);
  attempt_++;
  if (attempt_ < shared_->upstream.size()) dial(now);
  else unreachable(error, now);
}

void RelayPair::due(int64_t now) {
  due_at_ = kNever;
  if (refused_) return close(Traffic::kLeft, now, false);
  if (upstream_.connected || is_unreachable_) return;
  upstream_.close(false);
  attempt_++;
  dial(now);
}

void RelayPair::unreachable(int error, int64_t now) {
  is_unreachable_ = true;
  error_ = error;
  upstream_.dead = true;
  upstream_.write_on();
  client_.readable = true;
  refuse(now);
}

// Answers in the upstream's place, and hears the client out for a while, so that it reads the answer.
void RelayPair::refuse(int64_t now) {
  if (refused_ || (follower_.requests() == 0 && !follower_.opaque())) return;
  if (follower_.requests() == 0) return close(Traffic::kLeft, now, false);
  refused_ = true;
  due_at_ = now + kLingerNs;
  const auto found = shared_->refusals.find(error_);
  const std::string& answer = found == shared_->refusals.end() ? shared_->refusals[0] : found->second;
  const Bytes bytes = {reinterpret_cast<const uint8_t*>(answer.data()), answer.size()};
  if (!unseen_) shared_->log->note(Traffic::kRefused, id_, now, error_);
  client_.write(bytes);
  client_.end_writing();
  tell(Traffic::kAnswer, now, bytes);
}

}  // namespace infbench::wire
