#include "relay_pair.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../sockets/monotonic.h"

namespace infbench::wire {

namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
// After so many reads others have their turn.
constexpr int kMostReads = 8;
// What a client may send before the upstream is connected.
constexpr size_t kMostEarlyBytes = 256 * 1024;

}  // namespace

RelayPair::RelayPair(RelayShared* shared, uint32_t id, int client)
    : shared_(shared), id_(id), client_(this), upstream_(this), follower_(shared->host) {
  client_.socket = client;
  client_.connected = true;
}

void RelayPair::open(int64_t now) {
  const int on = 1;
  setsockopt(client_.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  shared_->log->note(Traffic::kOpened, id_, now, 0);
  if (!client_.hear(shared_->epoll)) return close(Traffic::kLeft, now, false);
  dial(now);
}

bool RelayPair::ready(RelaySide* side, uint32_t what, int64_t now) {
  if (!side->is_open()) return false;
  side->note(what);
  if (side == &upstream_ && !upstream_.connected) {
    connecting(now);
  } else if ((what & EPOLLERR) != 0 && (side->ended || (side == &client_ && upstream_.is_waiting()))) {
    // Nobody will read it, so nobody else will hear of it.
    if (side->fault() != 0) failed(side, now);
  }
  return turn(now);
}

bool RelayPair::turn(int64_t now) {
  bool more = false;
  if (!is_closed()) more = move(&client_, &upstream_, now);
  if (!is_closed() && is_unreachable_) refuse(now);
  if (!is_closed() && upstream_.is_open()) more = move(&upstream_, &client_, now) || more;
  if (!is_closed()) client_.write_on();
  if (!is_closed()) settle(now);
  return more && !is_closed();
}

bool RelayPair::move(RelaySide* from, RelaySide* to, int64_t now) {
  to->write_on();
  for (int reads = 0; from->connected && from->readable && !from->ended; reads++) {
    const bool has_room = to->connected || to->dead ? !to->is_waiting() : to->waiting_bytes() < kMostEarlyBytes;
    if (!has_room) return false;
    if (reads == kMostReads) return true;
    size_t length = 0;
    const ReadEnd end = from->read(shared_->buffer.data(), shared_->buffer.size(), &length);
    if (end == ReadEnd::kNothing) return false;
    const int64_t at = now_ns();
    if (end == ReadEnd::kBytes) {
      pass(from, to, {shared_->buffer.data(), length}, at);
    } else {
      if (end == ReadEnd::kEnd) ended(from, at);
      else failed(from, at);
      return false;
    }
  }
  // Nothing more is read from it, so that a fault in writing to it is all that will be heard.
  if (to->dead && to->ended && to->is_open()) failed(to, now);
  return false;
}

void RelayPair::pass(RelaySide* from, RelaySide* to, Bytes bytes, int64_t at) {
  if (from == &upstream_) {
    to->write(bytes);
    return tell(Traffic::kAnswer, at, bytes);
  }
  if (refused_) return;
  to->write(follower_.feed(bytes));
  tell(Traffic::kRequest, at, bytes);
}

void RelayPair::tell(Traffic what, int64_t at, Bytes bytes) {
  passed_bytes_ += bytes.length;
  if (unseen_ || shared_->log->add(what, id_, at, bytes)) return;
  unseen_ = true;
  seen_requests_ = follower_.requests();
  shared_->log->note(Traffic::kUnseen, id_, at, 0);
}

void RelayPair::ended(RelaySide* side, int64_t at) {
  side->ended = true;
  if (side == &client_) {
    if (is_unreachable_) return close(Traffic::kLeft, at, false);
    upstream_.write(follower_.give_up());
    return upstream_.end_writing();
  }
  upstream_ended_first_ = !client_.ended;
  if (!unseen_) shared_->log->note(Traffic::kAnswersEnd, id_, at, 0);
  client_.end_writing();
}

// An upstream that had said all breaks nothing that the client has still to be given.
void RelayPair::failed(RelaySide* side, int64_t at) {
  if (side == &upstream_ && side->ended) {
    side->dead = true;
    return settle(at);
  }
  close(side == &client_ ? Traffic::kLeft : Traffic::kGone, at, true);
}

void RelayPair::settle(int64_t now) {
  const bool is_over = client_.is_done() && upstream_.is_done();
  if (!is_over && !(client_.shut && upstream_.ended && upstream_.dead)) return;
  close(upstream_ended_first_ ? Traffic::kGone : Traffic::kLeft, now, false);
}

void RelayPair::give_up(int64_t now) {
  if (is_closed() || follower_.opaque()) return;
  upstream_.write(follower_.give_up());
  turn(now);
}

void RelayPair::close(Traffic why, int64_t at, bool reset) {
  if (is_closed()) return;
  client_.close(reset);
  upstream_.close(reset);
  due_at_ = kNever;
  shared_->log->note(why, id_, at, unseen_ ? static_cast<double>(follower_.requests() - seen_requests_) : 0);
}

}  // namespace infbench::wire
