#include "relay_thread.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "../sockets/monotonic.h"
#include "../thread/quick_thread.h"

namespace infbench::wire {

namespace {

constexpr int kMostEvents = 256;
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
// JavaScript is woken once for what goes by in this time, so that reading it disturbs passing it on less; sooner where it waits for
// the last connections to end.
constexpr int64_t kGatherNs = 50 * kNsPerMs;
constexpr int64_t kGatherLastNs = 5 * kNsPerMs;
constexpr int64_t kRetryAcceptNs = 50 * kNsPerMs;

}  // namespace

void RelayThread::run() {
  be_quick();
  epoll_event events[kMostEvents];
  // What was posted before there was a thread.
  for (bool on = obey(now_ns()); on;) {
    const int count = epoll_wait(shared_.epoll, events, kMostEvents, wait_ms(now_ns()));
    const int64_t now = now_ns();
    bool called = false;
    for (int i = 0; i < count; i++) {
      void* const what = events[i].data.ptr;
      if (what == &wake_) called = true;
      else if (what == &listener_) accept_all(now);
      else {
        RelaySide* const side = static_cast<RelaySide*>(what);
        if (side->pair->ready(side, events[i].events, now)) again_.push_back(side->pair);
        look_after(*side->pair);
      }
    }
    turn_again(now);
    tend(now);
    if (called) on = obey(now);
    bury();
  }
  log_.hand_over();
}

// Until something has to be done at a time, in ms rounded up.
int RelayThread::wait_ms(int64_t now) const {
  if (!again_.empty()) return 0;
  const int64_t told_at = log_.has_staged() ? hand_over_at() : kNever;
  const int64_t at = std::min({told_at, due_at_, accept_at_});
  if (at == kNever) return -1;
  return static_cast<int>(std::clamp<int64_t>((at - now + kNsPerMs - 1) / kNsPerMs, 0, 60'000));
}

int64_t RelayThread::hand_over_at() const {
  return log_.since() + (listener_ < 0 ? kGatherLastNs : kGatherNs);
}

bool RelayThread::obey(int64_t now) {
  Commands commands;
  {
    const std::lock_guard<std::mutex> lock(lock_);
    std::swap(commands, commands_);
  }
  if (!commands.upstream.empty()) shared_.upstream = std::move(commands.upstream);
  if (commands.stops_listening) end_listening(now);
  for (const uint32_t id : commands.lost)
    if (const auto found = pairs_.find(id); found != pairs_.end()) found->second->give_up(now);
  for (const auto& [id, passed_bytes] : commands.quiet)
    if (const auto found = pairs_.find(id); found != pairs_.end())
      if (found->second->is_quiet() && found->second->passed_bytes() == passed_bytes) found->second->drop(now);
  if (commands.drops_all || commands.stops)
    for (auto& [id, pair] : pairs_) pair->drop(now);
  has_closed_ = true;
  return !commands.stops;
}

void RelayThread::end_listening(int64_t now) {
  if (listener_ < 0) return;
  close(listener_);
  listener_ = -1;
  accept_at_ = kNever;
  log_.note(Traffic::kStopped, 0, now, 0);
}

void RelayThread::accept_all(int64_t now) {
  accept_at_ = kNever;
  while (listener_ >= 0) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (client < 0) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) accept_at_ = now + kRetryAcceptNs;
      return;
    }
    const uint32_t id = ++last_id_;
    std::unique_ptr<RelayPair>& pair = pairs_[id];
    pair = std::make_unique<RelayPair>(&shared_, id, client);
    pair->open(now);
    look_after(*pair);
  }
}

void RelayThread::look_after(const RelayPair& pair) {
  has_closed_ = has_closed_ || pair.is_closed();
  due_at_ = std::min(due_at_, pair.due_at());
}

// What had more to do than fitted into its turn.
void RelayThread::turn_again(int64_t now) {
  std::vector<RelayPair*> turns;
  turns.swap(again_);
  std::sort(turns.begin(), turns.end());
  turns.erase(std::unique(turns.begin(), turns.end()), turns.end());
  for (RelayPair* const pair : turns) {
    if (!pair->is_closed() && pair->turn(now)) again_.push_back(pair);
    look_after(*pair);
  }
}

void RelayThread::tend(int64_t now) {
  if (accept_at_ <= now) accept_all(now);
  if (due_at_ <= now) {
    due_at_ = kNever;
    for (auto& [id, pair] : pairs_) {
      if (pair->due_at() <= now) pair->due(now);
      look_after(*pair);
    }
  }
  if (!log_.has_staged() || now < hand_over_at()) return;
  log_.hand_over();
  tell_();
}

// Not before all events of a turn are seen: they point to pairs.
void RelayThread::bury() {
  if (!has_closed_) return;
  has_closed_ = false;
  again_.erase(std::remove_if(again_.begin(), again_.end(), [](RelayPair* pair) { return pair->is_closed(); }),
               again_.end());
  for (auto it = pairs_.begin(); it != pairs_.end();) it = it->second->is_closed() ? pairs_.erase(it) : std::next(it);
}

}  // namespace infbench::wire
