// The thread that owns the sockets of one client. JavaScript's thread posts commands and takes what ended; neither waits for
// the other, except in `stop`.
#pragma once

#include <pthread.h>

#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "../pacing/wake_lead.h"
#include "../sockets/pool.h"

namespace infbench::wire {

class IoThread {
 public:
  // `tell` is called on the I/O thread for each exchange that ended, when it can be taken; it must not block.
  explicit IoThread(std::function<void()> tell) : tell_(std::move(tell)) {}
  ~IoThread() { stop(); }

  // 0, or the errno of what the system refused.
  int start();
  // Ends everything under way and the thread; what ended can still be taken. Twice is harmless.
  void stop();

  void use_addresses(std::vector<Address> addresses);
  // Without `wake` it is sent when the thread is woken by anything else, `wake()` at the latest.
  void send(std::unique_ptr<Exchange> exchange, bool wake);
  void wake();
  void warm(std::unique_ptr<Exchange> exchange, size_t connections);
  void cancel(uint32_t id);
  // It ends (kWithdrawn) unless it has been due.
  void withdraw(uint32_t id);
  // Appends to `ended` what has ended since the last call.
  void take(std::vector<std::unique_ptr<Exchange>>* ended);
  // How long the bytes of a sample of reads had been there, ns, since the last call; and the longest.
  std::pair<std::vector<int64_t>, int64_t> take_lags() { return pool_->lag().take(); }
  uint32_t opened() const { return pool_ == nullptr ? 0 : pool_->opened(); }

 private:
  struct Commands {
    std::vector<Address> addresses;
    std::vector<std::unique_ptr<Exchange>> sends;
    std::vector<std::pair<std::unique_ptr<Exchange>, size_t>> warms;
    std::vector<uint32_t> withdrawals;
    std::vector<uint32_t> cancels;
    bool stop = false;
  };

  static void* run_thread(void* self);
  void run();
  bool hear(int file) const;
  int wait(void* events, int most);
  // Runs what was posted; false: the thread is to end.
  bool obey();
  void hand_over();
  void close_files();
  // Runs `add` on the commands and wakes the thread, once for all that it has not taken yet.
  template <typename Add>
  void post(Add add, bool wake = true);

  const std::function<void()> tell_;
  std::unique_ptr<Pool> pool_;
  pthread_t thread_{};
  bool running_ = false;
  int epoll_ = -1;
  int wake_ = -1;
  int timer_ = -1;
  int64_t rings_at_ = std::numeric_limits<int64_t>::max();
  WakeLead lead_;

  std::mutex commands_lock_;
  Commands commands_;
  bool posted_ = false;

  std::mutex ended_lock_;
  std::vector<std::unique_ptr<Exchange>> ended_;
};

}  // namespace infbench::wire
