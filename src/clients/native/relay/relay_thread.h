// The thread that listens and passes bytes between clients and the upstream. JavaScript posts commands and takes what went by;
// neither waits for the other, except in `stop`.
#pragma once

#include <pthread.h>

#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "relay_pair.h"

namespace infbench::wire {

class RelayThread {
 public:
  // `tell` is called on this thread when there is something to take; it must not block. `origin`: zero of the times that are told.
  RelayThread(int64_t origin, std::string host, std::map<int, std::string> refusals, std::function<void()> tell);
  ~RelayThread() { stop(); }

  // Listens and starts; 0, or the errno of what the system refused.
  int start(const Address& listen);
  // Drops everything and ends the thread; what went by can still be taken. Twice is harmless.
  void stop();

  uint16_t port() const { return port_; }
  void use_upstream(std::vector<Address> addresses);
  // Takes no more connections.
  void stop_listening();
  // Drops a connection where no more bytes have passed than that.
  void drop_quiet(uint32_t id, uint64_t passed_bytes);
  void drop_all();
  // Nothing on the connection can be followed any more.
  void give_up(uint32_t id);
  void take(TrafficBatch* batch) { log_.take(batch); }

 private:
  struct Commands {
    std::vector<Address> upstream;
    std::vector<std::pair<uint32_t, uint64_t>> quiet;
    std::vector<uint32_t> lost;
    bool stops_listening = false, drops_all = false, stops = false;
  };

  static void* run_thread(void* self);
  int listen_on(const Address& address);
  bool hear(int file, void* as, uint32_t what) const;
  void run();
  int wait_ms(int64_t now) const;
  int64_t hand_over_at() const;
  // Runs what was posted; false: the thread is to end.
  bool obey(int64_t now);
  void end_listening(int64_t now);
  void accept_all(int64_t now);
  // Knows of a pair that has done something.
  void look_after(const RelayPair& pair);
  void turn_again(int64_t now);
  void tend(int64_t now);
  void bury();
  template <typename Add>
  void post(Add add);
  void close_files();

  const std::function<void()> tell_;
  TrafficLog log_;
  RelayShared shared_;
  pthread_t thread_{};
  bool running_ = false;
  int listener_ = -1;
  int wake_ = -1;
  uint16_t port_ = 0;
  uint32_t last_id_ = 0;
  // When to try to accept again, after the system had no more files.
  int64_t accept_at_;
  int64_t due_at_;
  std::unordered_map<uint32_t, std::unique_ptr<RelayPair>> pairs_;
  std::vector<RelayPair*> again_;
  bool has_closed_ = false;

  std::mutex lock_;
  Commands commands_;
};

}  // namespace infbench::wire
