// Requests that were handed over ahead of their due times, in the order of those; requests of one time go in the order in which
// they came. Touches no clock and no socket: `now` is told.
#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <tuple>

#include "../sockets/exchange.h"

namespace infbench::wire {

class SendQueue {
 public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  // Until its `due_at`; the exchange must stay where it is while it is in here.
  void add(Exchange* exchange) {
    exchange->turn = ++turns_;
    waiting_.insert(place_of(exchange));
  }

  // False: it is not in here (any more).
  bool remove(Exchange* exchange) { return exchange->turn != 0 && waiting_.erase(place_of(exchange)) > 0; }

  // The next that is due by `now`, which is not in here any more then; nullptr: none.
  Exchange* take_due(int64_t now) {
    if (next_at() > now || waiting_.empty()) return nullptr;
    Exchange* const exchange = std::get<2>(*waiting_.begin());
    waiting_.erase(waiting_.begin());
    return exchange;
  }

  // When the next is due; kNever: there is none.
  int64_t next_at() const { return waiting_.empty() ? kNever : std::get<0>(*waiting_.begin()); }

 private:
  using Place = std::tuple<int64_t, uint64_t, Exchange*>;

  static Place place_of(Exchange* exchange) { return {exchange->due_at, exchange->turn, exchange}; }

  std::set<Place> waiting_;
  uint64_t turns_ = 0;
};

}  // namespace infbench::wire
