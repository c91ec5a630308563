// Start and end of a relay's thread, and what is posted to it.
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <limits>

#include "relay_thread.h"

namespace infbench::wire {

namespace {

constexpr int kBacklog = 511;
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
constexpr size_t kBufferBytes = 256 * 1024;
// What JavaScript has not taken: seconds of the fastest traffic.
constexpr size_t kMostOwedBytes = size_t{256} << 20;

}  // namespace

RelayThread::RelayThread(int64_t origin, std::string host, std::map<int, std::string> refusals,
                         std::function<void()> tell)
    : tell_(std::move(tell)), log_(origin, kMostOwedBytes), accept_at_(kNever), due_at_(kNever) {
  shared_.host = std::move(host);
  shared_.refusals = std::move(refusals);
  shared_.log = &log_;
  shared_.buffer.resize(kBufferBytes);
}

int RelayThread::start(const Address& address) {
  shared_.epoll = epoll_create1(EPOLL_CLOEXEC);
  wake_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  int error = shared_.epoll < 0 || !hear(wake_, &wake_, EPOLLIN | EPOLLET) ? errno : listen_on(address);
  if (error == 0) {
    // The program's signals are not this thread's; a thread inherits what is blocked.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread_, nullptr, run_thread, this);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  running_ = error == 0;
  if (!running_) close_files();
  return error;
}

int RelayThread::listen_on(const Address& address) {
  listener_ = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (listener_ < 0 || setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(listener_, reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0 ||
      listen(listener_, kBacklog) != 0)
    return errno;
  sockaddr_storage bound;
  socklen_t length = sizeof bound;
  if (getsockname(listener_, reinterpret_cast<sockaddr*>(&bound), &length) != 0) return errno;
  port_ = ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                            : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
  return hear(listener_, &listener_, EPOLLIN | EPOLLET) ? 0 : errno;
}

bool RelayThread::hear(int file, void* as, uint32_t what) const {
  epoll_event event;
  event.events = what;
  event.data.ptr = as;
  return file >= 0 && epoll_ctl(shared_.epoll, EPOLL_CTL_ADD, file, &event) == 0;
}

void RelayThread::stop() {
  if (!running_) return;
  post([](Commands& commands) { commands.stops = true; });
  pthread_join(thread_, nullptr);
  running_ = false;
  pairs_.clear();
  close_files();
}

void RelayThread::use_upstream(std::vector<Address> addresses) {
  post([&](Commands& commands) { commands.upstream = std::move(addresses); });
}

void RelayThread::stop_listening() {
  post([](Commands& commands) { commands.stops_listening = true; });
}

void RelayThread::drop_quiet(uint32_t id, uint64_t passed_bytes) {
  post([&](Commands& commands) { commands.quiet.emplace_back(id, passed_bytes); });
}

void RelayThread::drop_all() {
  post([](Commands& commands) { commands.drops_all = true; });
}

void RelayThread::give_up(uint32_t id) {
  post([&](Commands& commands) { commands.lost.push_back(id); });
}

template <typename Add>
void RelayThread::post(Add add) {
  {
    const std::lock_guard<std::mutex> lock(lock_);
    add(commands_);
  }
  const uint64_t one = 1;
  if (write(wake_, &one, sizeof one) < 0) return;  // full: the thread is awake anyway
}

void* RelayThread::run_thread(void* self) {
  static_cast<RelayThread*>(self)->run();
  return nullptr;
}

void RelayThread::close_files() {
  for (int* file : {&shared_.epoll, &wake_, &listener_}) {
    if (*file >= 0) close(*file);
    *file = -1;
  }
}

}  // namespace infbench::wire
