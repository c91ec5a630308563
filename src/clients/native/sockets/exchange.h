// One request under way, from the call that sends it to the call that takes its answer. JavaScript's thread fills in the
// first part and hands it over; the I/O thread has it alone until it ended; then JavaScript's thread has it again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "../http/body_log.h"
#include "../http/fault.h"
#include "../http/head.h"

namespace infbench::wire {

class Connection;

// How it ended; src/clients/native/exchange-end.ts knows the numbers.
enum class End : int {
  kComplete = 0,
  kConnect = 1,
  kTimeout = 2,
  kCut = 3,
  kMalformed = 4,
  kCancelled = 5,
  kClosed = 6,
  // Not a request: connections opened ahead are there, or could not be.
  kWarm = 7,
  // Taken back before it was due: it was never sent.
  kWithdrawn = 8,
};

struct Exchange {
  uint32_t id = 0;
  std::string request;
  // Requests of one number go over connections of their own; negative: none.
  double number = -1;
  // ns of the monotonic clock; due in the past: to be sent at once.
  int64_t due_at = 0;
  int64_t deadline_at = 0;

  // Its place among those due at one time (0: it never waited), and whether it counts on a connection that is nobody's.
  uint64_t turn = 0;
  bool claims = false;

  size_t written = 0;
  bool retried = false;
  Connection* connection = nullptr;

  End end = End::kComplete;
  // 0: not yet, for each.
  int64_t sent_at = 0;
  int64_t headers_at = 0;
  int64_t done_at = 0;
  std::shared_ptr<const Head> head;
  BodyLog log;
  Fault fault;
  // Of a connection that could not be opened or died: why (0: closed by the server), and which address it was.
  int error = 0;
  int place = 0;
  // Whether any byte came before it died, and what a content-length had still promised (-1: nothing).
  bool received = false;
  int64_t owed = -1;
  // kWarm: connections that are still being opened.
  size_t opening = 0;

  // For another request, with its memory.
  void reset() {
    BodyLog kept = std::move(log);
    kept.clear();
    std::string text = std::move(request);
    text.clear();
    *this = Exchange();
    log = std::move(kept);
    request = std::move(text);
  }
};

}  // namespace infbench::wire
