// Copies of what a relay passed on, for JavaScript to read later. The relay's thread adds and hands over; JavaScript takes. What
// it has not taken is bounded: a connection of which something did not fit is given up (`kUnseen`) and never told of again.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "requests/request_follower.h"

namespace infbench::wire {

// The numbers are those of src/record/wire/native/native-traffic.ts.
enum class Traffic : int {
  kOpened = 0,
  kRequest = 1,
  kAnswer = 2,
  kAnswersEnd = 3,
  // The client left, or the upstream did. `length`: requests since the connection was given up as unseen.
  kLeft = 4,
  kGone = 5,
  // The upstream cannot be reached: `length` is the errno, 0 where it has no address. The relay's own answer follows.
  kRefused = 6,
  kUnseen = 7,
  // No more connections are taken.
  kStopped = 8,
};

// Kind, connection, time, length.
constexpr size_t kTrafficFacts = 4;

struct TrafficBatch {
  std::vector<double> facts;
  std::vector<uint8_t> bytes;

  void clear() {
    facts.clear();
    bytes.clear();
  }
};

class TrafficLog {
 public:
  // Times are told since `origin`, so that a double holds them.
  TrafficLog(int64_t origin, size_t most_bytes) : origin_(origin), most_bytes_(most_bytes) {}

  // On the relay's thread. False: it does not fit, nothing was added.
  bool add(Traffic what, uint32_t connection, int64_t at, Bytes bytes) {
    const size_t owed = owed_bytes_.load(std::memory_order_relaxed);
    if (bytes.length > 0 && staged_.bytes.size() + owed + bytes.length > most_bytes_) return false;
    note(what, connection, at, static_cast<double>(bytes.length));
    staged_.bytes.insert(staged_.bytes.end(), bytes.data, bytes.data + bytes.length);
    return true;
  }

  void note(Traffic what, uint32_t connection, int64_t at, double number) {
    if (staged_.facts.empty()) since_ = at;
    const double facts[kTrafficFacts] = {static_cast<double>(what), static_cast<double>(connection),
                                         static_cast<double>(at - origin_), number};
    staged_.facts.insert(staged_.facts.end(), facts, facts + kTrafficFacts);
  }

  bool has_staged() const { return !staged_.facts.empty(); }
  // When the oldest that was not handed over went by.
  int64_t since() const { return since_; }

  // On the relay's thread: lets JavaScript take what was added.
  void hand_over() {
    const std::lock_guard<std::mutex> lock(lock_);
    if (owed_.facts.empty()) {
      std::swap(owed_, staged_);
    } else {
      owed_.facts.insert(owed_.facts.end(), staged_.facts.begin(), staged_.facts.end());
      owed_.bytes.insert(owed_.bytes.end(), staged_.bytes.begin(), staged_.bytes.end());
    }
    owed_bytes_.store(owed_.bytes.size(), std::memory_order_relaxed);
    staged_.clear();
  }

  // On JavaScript's thread; `batch` is empty.
  void take(TrafficBatch* batch) {
    const std::lock_guard<std::mutex> lock(lock_);
    owed_.facts.swap(batch->facts);
    owed_.bytes.swap(batch->bytes);
    owed_bytes_.store(0, std::memory_order_relaxed);
  }

 private:
  const int64_t origin_;
  const size_t most_bytes_;
  TrafficBatch staged_;
  int64_t since_ = 0;
  std::atomic<size_t> owed_bytes_{0};
  std::mutex lock_;
  TrafficBatch owed_;
};

}  // namespace infbench::wire
