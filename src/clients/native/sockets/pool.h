// The connections of a client and the exchanges on them: as many connections as there are requests at once, each kept and
// reused, the last used first. Runs on the I/O thread alone; what ended waits in `ended()` to be handed over.
#pragma once

#include <atomic>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "../pacing/send_queue.h"
#include "connection.h"
#include "kept_connections.h"

namespace infbench::wire {

class Pool : private ConnectionEvents {
 public:
  // Registers its sockets with `epoll`, with the Connection as data.
  explicit Pool(int epoll);

  void use_addresses(std::vector<Address> addresses);
  // At its due time, at once if that has passed.
  void send(std::unique_ptr<Exchange> exchange);
  // Sends what is due by now; to be called whenever time has passed.
  void send_due();
  // When `send_due` has to be called next, to the nanosecond.
  int64_t send_at() const { return held_.next_at(); }
  // Ends it (kWithdrawn) unless it has been due.
  void withdraw(uint32_t id);
  // Opens what is missing for this many idle connections; the exchange ends (kWarm) when they are there.
  void warm(std::unique_ptr<Exchange> exchange, size_t connections);
  // An id that is not under way is ignored.
  void cancel(uint32_t id);
  // Ends everything, closes everything.
  void end_all();

  // Ends what took too long, frees what was closed; to be called after every round of events.
  void tend();
  // When `tend` has to be called next, at the latest.
  int64_t next_at() const;

  std::vector<std::unique_ptr<Exchange>>& ended() { return ended_; }
  // On any thread.
  LagWatch& lag() { return shared_.lag; }
  uint32_t opened() const { return opened_.load(std::memory_order_relaxed); }

 private:
  using Times = std::set<std::pair<int64_t, Exchange*>>;

  void connected(Connection* connection) override;
  void refused(Connection* connection, int error) override;
  void idle(Connection* connection) override { idle_.push_back(connection); }
  void closed(Connection* connection) override;
  void stale(Exchange* exchange) override;
  void ended(Exchange* exchange, End end, int64_t at) override;

  void launch(Exchange* exchange);
  void open_ahead(Exchange* exchange);
  void unclaim(Exchange* exchange);
  void start(Connection* connection, Exchange* exchange);
  void dial(Exchange* exchange, size_t attempt, int error, int place);
  void stop(Exchange* exchange, End end);
  void prefer(size_t attempt);
  Connection* take_idle(double number);

  std::vector<uint8_t> buffer_;
  Shared shared_;
  std::vector<Address> addresses_;
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  // Closed in this round: epoll may still name them.
  std::vector<std::unique_ptr<Connection>> buried_;
  std::vector<Connection*> idle_;
  KeptConnections kept_;
  SendQueue held_;
  // Held requests that count on a connection that is nobody's, and such connections that are still being opened.
  size_t claims_ = 0;
  std::vector<Connection*> coming_;
  std::unordered_map<uint32_t, std::unique_ptr<Exchange>> flying_;
  Times deadlines_;
  std::vector<std::unique_ptr<Exchange>> ended_;
  std::atomic<uint32_t> opened_{0};
};

}  // namespace infbench::wire
