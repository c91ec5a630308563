#include "io_thread.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "../sockets/monotonic.h"
#include "quick_thread.h"

namespace infbench::wire {

namespace {

constexpr int kMostEvents = 256;

}  // namespace

int IoThread::start() {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  wake_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (epoll_ < 0 || !hear(wake_) || !hear(timer_)) {
    const int error = errno;
    close_files();
    return error;
  }
  pool_ = std::make_unique<Pool>(epoll_);
  // The program's signals are not this thread's; a thread inherits what is blocked.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&thread_, nullptr, run_thread, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  running_ = error == 0;
  if (!running_) close_files();
  return error;
}

// Edge-triggered: neither needs to be read to fall silent.
bool IoThread::hear(int file) const {
  epoll_event event;
  event.events = EPOLLIN | EPOLLET;
  event.data.ptr = nullptr;
  return file >= 0 && epoll_ctl(epoll_, EPOLL_CTL_ADD, file, &event) == 0;
}

void IoThread::stop() {
  if (!running_) return;
  post([](Commands& commands) { commands.stop = true; });
  pthread_join(thread_, nullptr);
  running_ = false;
  close_files();
}

void IoThread::use_addresses(std::vector<Address> addresses) {
  post([&](Commands& commands) { commands.addresses = std::move(addresses); });
}

void IoThread::send(std::unique_ptr<Exchange> exchange, bool wake) {
  post([&](Commands& commands) { commands.sends.push_back(std::move(exchange)); }, wake);
}

void IoThread::wake() {
  post([](Commands&) {});
}

void IoThread::warm(std::unique_ptr<Exchange> exchange, size_t connections) {
  post([&](Commands& commands) { commands.warms.emplace_back(std::move(exchange), connections); });
}

void IoThread::cancel(uint32_t id) {
  post([&](Commands& commands) { commands.cancels.push_back(id); });
}

void IoThread::withdraw(uint32_t id) {
  post([&](Commands& commands) { commands.withdrawals.push_back(id); });
}

void IoThread::take(std::vector<std::unique_ptr<Exchange>>* ended) {
  const std::lock_guard<std::mutex> lock(ended_lock_);
  for (auto& each : ended_) ended->push_back(std::move(each));
  ended_.clear();
}

template <typename Add>
void IoThread::post(Add add, bool wake) {
  {
    const std::lock_guard<std::mutex> lock(commands_lock_);
    add(commands_);
    wake = wake && !posted_;
    posted_ = posted_ || wake;
  }
  const uint64_t one = 1;
  if (wake && write(wake_, &one, sizeof one) < 0) return;  // full: the thread is awake anyway
}

void* IoThread::run_thread(void* self) {
  static_cast<IoThread*>(self)->run();
  return nullptr;
}

void IoThread::run() {
  be_quick();
  epoll_event events[kMostEvents];
  for (bool on = true; on;) {
    const int count = wait(events, kMostEvents);
    bool called = false;
    for (int i = 0; i < count; i++) {
      pool_->send_due();
      Connection* const connection = static_cast<Connection*>(events[i].data.ptr);
      if (connection == nullptr) called = true;
      else if (!connection->is_closed()) connection->ready(events[i].events);
    }
    pool_->send_due();
    if (called) on = obey();
    pool_->tend();
    hand_over();
  }
  pool_->end_all();
  hand_over();
}

// As epoll_wait, until the pool needs tending or something is due. The last microseconds before a due time are spun, by asking epoll
// again and again: what arrives in them is stamped no later. A timer that stays set costs nothing; a time limit of each wait would be set and
// taken back in hardware every time. So the timer is only ever moved nearer, and one that rings for nothing is set again.
int IoThread::wait(void* events, int most) {
  const int64_t send_at = pool_->send_at();
  const int64_t wake_at = send_at == SendQueue::kNever ? send_at : send_at - lead_.ns();
  const int64_t at = std::min(pool_->next_at(), wake_at);
  const int64_t now = now_ns();
  const bool due = at <= now;
  if (!due && at < std::numeric_limits<int64_t>::max() && (at < rings_at_ || rings_at_ <= now)) {
    const itimerspec when = {{0, 0}, {static_cast<time_t>(at / kNsPerS), static_cast<long>(at % kNsPerS)}};
    timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
    rings_at_ = at;
  }
  const int count = epoll_wait(epoll_, static_cast<epoll_event*>(events), most, due ? 0 : -1);
  if (!due && rings_at_ == wake_at) {
    const int64_t late = now_ns() - wake_at;
    if (late >= 0) lead_.note(late);
  }
  return count;
}

bool IoThread::obey() {
  Commands commands;
  {
    const std::lock_guard<std::mutex> lock(commands_lock_);
    std::swap(commands, commands_);
    posted_ = false;
  }
  if (!commands.addresses.empty()) pool_->use_addresses(std::move(commands.addresses));
  for (auto& exchange : commands.sends) pool_->send(std::move(exchange));
  for (auto& [exchange, connections] : commands.warms) pool_->warm(std::move(exchange), connections);
  if (!commands.withdrawals.empty()) pool_->send_due();
  for (const uint32_t id : commands.withdrawals) pool_->withdraw(id);
  for (const uint32_t id : commands.cancels) pool_->cancel(id);
  return !commands.stop;
}

void IoThread::hand_over() {
  std::vector<std::unique_ptr<Exchange>>& from = pool_->ended();
  if (from.empty()) return;
  {
    const std::lock_guard<std::mutex> lock(ended_lock_);
    for (auto& each : from) ended_.push_back(std::move(each));
  }
  for (size_t told = 0; told < from.size(); told++) tell_();
  from.clear();
}

void IoThread::close_files() {
  for (int* file : {&epoll_, &wake_, &timer_}) {
    if (*file >= 0) close(*file);
    *file = -1;
  }
}

}  // namespace infbench::wire
