// One keep-alive connection carrying at most one exchange. Every read is stamped before anything else is done with it. Never
// blocks; all of it runs on the I/O thread.
#pragma once

#include <cstdint>
#include <limits>

#include "../http/response_reader.h"
#include "../lag/lag_watch.h"
#include "address.h"
#include "exchange.h"

namespace infbench::wire {

class Connection;

// What connections tell those who hold them.
class ConnectionEvents {
 public:
  virtual void connected(Connection* connection) = 0;
  // It never came to be: the errno.
  virtual void refused(Connection* connection, int error) = 0;
  // Ready for another request.
  virtual void idle(Connection* connection) = 0;
  // Not usable any more; it carries nothing.
  virtual void closed(Connection* connection) = 0;
  // The peer had dropped this kept connection before it saw the request: nothing was received.
  virtual void stale(Exchange* exchange) = 0;
  virtual void ended(Exchange* exchange, End end, int64_t at) = 0;

 protected:
  ~ConnectionEvents() = default;
};

// What the connections of a thread use in turns.
struct Shared {
  int epoll;
  uint8_t* buffer;
  size_t buffer_bytes;
  HeadReader heads;
  LagWatch lag;
};

class Connection {
 public:
  Connection(Shared* shared, ConnectionEvents* events) : shared_(shared), events_(events) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Begins to connect; an errno when that fails at once.
  int dial(const Address& address);
  // Writes the request, as much of it as the socket takes now.
  void start(Exchange* exchange);
  // What epoll said of the socket.
  void ready(uint32_t what);
  // Lets go of exchange and socket; tells nobody.
  void close();

  bool is_open() const { return state_ == State::kOpen; }
  bool is_closed() const { return state_ == State::kClosed; }
  // Whether an idle connection may still be given a request.
  bool usable(int64_t now) const { return is_open() && now < usable_until_; }

  // While connecting: what waits for it (nullptr: nothing any more), and which attempt it is.
  Exchange* waiting = nullptr;
  size_t attempt = 0;
  int place = 0;

 private:
  enum class State { kNew, kConnecting, kOpen, kClosed };

  void watch(uint32_t what, int operation);
  void finish_connecting();
  void write_on();
  void read_once();
  void take(size_t length, int64_t at);
  void complete(int64_t at);
  void died(int64_t at, int error);

  Shared* const shared_;
  ConnectionEvents* const events_;
  State state_ = State::kNew;
  int socket_ = -1;
  uint32_t watched_ = 0;
  Exchange* exchange_ = nullptr;
  ResponseReader reader_;
  int served_ = 0;
  bool received_ = false;
  int64_t usable_until_ = std::numeric_limits<int64_t>::max();
};

}  // namespace infbench::wire
