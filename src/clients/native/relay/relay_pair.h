// One connection of a client and the one to the upstream that it stands for. Bytes are written on the moment they are read,
// before anything else looks at them; a side that cannot take more makes the other wait. Ends, resets and half-closes go through as
// they came. Never blocks; all of it runs on the relay's thread.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "../sockets/address.h"
#include "relay_side.h"
#include "traffic_log.h"

namespace infbench::wire {

// What the pairs of a thread share.
struct RelayShared {
  int epoll = -1;
  std::string host;
  std::vector<Address> upstream;
  // The relay's own answers by errno; 0: there is no address.
  std::map<int, std::string> refusals;
  TrafficLog* log = nullptr;
  std::vector<uint8_t> buffer;
};

class RelayPair {
 public:
  RelayPair(RelayShared* shared, uint32_t id, int client);

  // Begins: dials the upstream.
  void open(int64_t now);
  // What epoll said of a side. True: there is more to do than fits into one turn.
  bool ready(RelaySide* side, uint32_t what, int64_t now);
  bool turn(int64_t now);
  // The time that was waited for has come.
  void due(int64_t now);
  // Nothing after this on the connection can be understood.
  void give_up(int64_t now);
  // Drops both sides.
  void drop(int64_t now) { close(Traffic::kLeft, now, false); }

  uint32_t id() const { return id_; }
  bool is_closed() const { return !client_.is_open(); }
  int64_t due_at() const { return due_at_; }
  // Bytes that passed, and nothing waits to be written to the client.
  uint64_t passed_bytes() const { return passed_bytes_; }
  bool is_quiet() const { return !client_.is_waiting(); }

 private:
  void dial(int64_t now);
  void connecting(int64_t now);
  void unreachable(int error, int64_t now);
  void refuse(int64_t now);
  // True: more is left than fits into one turn.
  bool move(RelaySide* from, RelaySide* to, int64_t now);
  void pass(RelaySide* from, RelaySide* to, Bytes bytes, int64_t at);
  void tell(Traffic what, int64_t at, Bytes bytes);
  void ended(RelaySide* side, int64_t at);
  void failed(RelaySide* side, int64_t at);
  void settle(int64_t now);
  void close(Traffic why, int64_t at, bool reset);

  RelayShared* const shared_;
  const uint32_t id_;
  RelaySide client_;
  RelaySide upstream_;
  RequestFollower follower_;
  size_t attempt_ = 0;
  // The upstream cannot be reached; its errno.
  bool is_unreachable_ = false;
  int error_ = 0;
  bool refused_ = false;
  // JavaScript could not be told of everything: it hears no more of this connection but its end.
  bool unseen_ = false;
  size_t seen_requests_ = 0;
  bool upstream_ended_first_ = false;
  uint64_t passed_bytes_ = 0;
  int64_t due_at_ = std::numeric_limits<int64_t>::max();
};

}  // namespace infbench::wire
