// One socket of a relayed connection: what it has to say, and what waits to be written to it. Edge-triggered: the system tells
// once of what became possible, and the flags remember it until it turns out not to be so any more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "requests/request_follower.h"

namespace infbench::wire {

class RelayPair;

// How a read ended.
enum class ReadEnd { kBytes, kNothing, kEnd, kFault };

struct RelaySide {
  explicit RelaySide(RelayPair* owner) : pair(owner) {}
  ~RelaySide() { close(false); }
  RelaySide(const RelaySide&) = delete;
  RelaySide& operator=(const RelaySide&) = delete;

  // Registers the socket with epoll for everything that can happen to it.
  bool hear(int epoll);
  // What epoll said.
  void note(uint32_t what);
  // One read into `buffer`; `length` is what came.
  ReadEnd read(uint8_t* buffer, size_t most, size_t* length);
  // Writes now what the socket takes, and keeps the rest.
  void write(Bytes bytes);
  // Goes on with what was kept.
  void write_on();
  // No more will be written; what was kept is written first.
  void end_writing();
  // The error that the system holds for the socket; 0: none.
  int fault() const;
  // `reset`: the other end is to see a reset, not an end.
  void close(bool reset);

  bool is_open() const { return socket >= 0; }
  bool is_waiting() const { return kept_from_ < kept_.size(); }
  size_t waiting_bytes() const { return kept_.size() - kept_from_; }
  // Everything was said in both directions.
  bool is_done() const { return ended && shut; }

  RelayPair* const pair;
  int socket = -1;
  // It may have bytes or an end; it may take bytes.
  bool readable = false;
  bool writable = false;
  // Connected, as far as a client or upstream must be to be written to.
  bool connected = false;
  // It said that no more will come.
  bool ended = false;
  // Writing failed: what is written is dropped. Reading finds out why.
  bool dead = false;
  // Its writing end is closed, or will be when nothing waits any more.
  bool shut = false;
  bool ending = false;

 private:
  size_t send(const uint8_t* data, size_t length);

  // The system has told of an end or a fault: a short read does not mean that nothing follows.
  bool closing_ = false;
  std::string kept_;
  size_t kept_from_ = 0;
};

}  // namespace infbench::wire
