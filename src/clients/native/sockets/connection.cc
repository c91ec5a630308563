#include "connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "monotonic.h"

namespace infbench::wire {

namespace {

// A server announces when it will close an idle connection; reuse stops this long before, so that the two do not cross.
constexpr int64_t kIdleMarginNs = kNsPerS;
// Of what a server announces; more would not fit into the clock.
constexpr double kMostIdleSeconds = 1e6;

}  // namespace

int Connection::dial(const Address& address) {
  place = address.place;
  socket_ = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return errno;
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  LagWatch::open(socket_);
  const int failed = connect(socket_, reinterpret_cast<const sockaddr*>(&address.storage), address.length);
  if (failed != 0 && errno != EINPROGRESS) return errno;
  state_ = State::kConnecting;
  watch(EPOLLOUT, EPOLL_CTL_ADD);
  return 0;
}

void Connection::start(Exchange* exchange) {
  exchange_ = exchange;
  exchange->connection = this;
  exchange->written = 0;
  exchange->received = false;
  received_ = false;
  reader_.open(&exchange->log, &shared_->heads);
  if (exchange->sent_at == 0) exchange->sent_at = now_ns();
  write_on();
}

void Connection::ready(uint32_t what) {
  if (state_ == State::kConnecting) return finish_connecting();
  if (state_ == State::kOpen && (what & EPOLLOUT) != 0) write_on();
  if (state_ == State::kOpen && (what & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read_once();
}

void Connection::close() {
  if (exchange_ != nullptr) exchange_->connection = nullptr;
  if (waiting != nullptr) waiting->connection = nullptr;
  exchange_ = nullptr;
  waiting = nullptr;
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  state_ = State::kClosed;
}

void Connection::watch(uint32_t what, int operation) {
  if (operation == EPOLL_CTL_MOD && what == watched_) return;
  watched_ = what;
  epoll_event event;
  event.events = what;
  event.data.ptr = this;
  epoll_ctl(shared_->epoll, operation, socket_, &event);
}

void Connection::finish_connecting() {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error != 0) return events_->refused(this, error);
  state_ = State::kOpen;
  watch(EPOLLIN, EPOLL_CTL_MOD);
  events_->connected(this);
}

// A broken connection is not an end yet: the answer may have come before it broke. The reading finds out.
void Connection::write_on() {
  if (exchange_ == nullptr) return;
  const std::string& bytes = exchange_->request;
  while (exchange_->written < bytes.size()) {
    const ssize_t sent =
        send(socket_, bytes.data() + exchange_->written, bytes.size() - exchange_->written, MSG_NOSIGNAL);
    if (sent >= 0) exchange_->written += static_cast<size_t>(sent);
    else if (errno != EINTR) break;
  }
  const bool rest = exchange_->written < bytes.size();
  watch(rest && (errno == EAGAIN || errno == EWOULDBLOCK) ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
}

void Connection::read_once() {
  int64_t at = 0;
  const ssize_t got = shared_->lag.receive(socket_, shared_->buffer, shared_->buffer_bytes, &at);
  const int error = errno;
  if (got > 0) return take(static_cast<size_t>(got), at);
  if (got < 0 && (error == EAGAIN || error == EWOULDBLOCK || error == EINTR)) return;
  if (got == 0 && exchange_ != nullptr && reader_.end() == ReadState::kDone) return complete(at);
  died(at, got == 0 ? 0 : error);
}

void Connection::take(size_t length, int64_t at) {
  // Nothing was asked for.
  if (exchange_ == nullptr) return died(at, 0);
  received_ = true;
  const ReadState state = reader_.feed(shared_->buffer, length, at);
  if (exchange_->headers_at == 0 && reader_.headers_at() != 0) {
    exchange_->headers_at = reader_.headers_at();
    exchange_->head = reader_.head();
  }
  if (state == ReadState::kDone) return complete(at);
  if (state == ReadState::kMore) return;
  Exchange* const exchange = exchange_;
  exchange->fault = reader_.fault();
  close();
  events_->closed(this);
  events_->ended(exchange, End::kMalformed, at);
}

void Connection::complete(int64_t at) {
  Exchange* const exchange = exchange_;
  const Head& head = *reader_.head();
  const bool reusable = head.keep_alive && !reader_.surplus() && exchange->written == exchange->request.size();
  served_++;
  if (head.idle_seconds >= 0) {
    const double seconds = std::min(head.idle_seconds, kMostIdleSeconds);
    usable_until_ = at + static_cast<int64_t>(seconds * static_cast<double>(kNsPerS)) - kIdleMarginNs;
  }
  exchange->connection = nullptr;
  exchange_ = nullptr;
  if (reusable) {
    events_->idle(this);
  } else {
    close();
    events_->closed(this);
  }
  events_->ended(exchange, End::kComplete, at);
}

void Connection::died(int64_t at, int error) {
  Exchange* const exchange = exchange_;
  const bool unseen = !received_ && served_ > 0;
  const int64_t owed = reader_.owed();
  close();
  events_->closed(this);
  if (exchange == nullptr) return;
  if (unseen && !exchange->retried) return events_->stale(exchange);
  exchange->error = error;
  exchange->received = received_;
  exchange->owed = owed;
  events_->ended(exchange, End::kCut, at);
}

}  // namespace infbench::wire
