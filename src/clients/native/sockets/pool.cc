#include "pool.h"

#include <algorithm>
#include <limits>

#include "monotonic.h"

namespace infbench::wire {

namespace {

constexpr size_t kReadBufferBytes = 64 * 1024;

}  // namespace

Pool::Pool(int epoll) : buffer_(kReadBufferBytes), shared_{epoll, buffer_.data(), buffer_.size(), {}, {}} {}

void Pool::use_addresses(std::vector<Address> addresses) { addresses_ = std::move(addresses); }

void Pool::warm(std::unique_ptr<Exchange> taken, size_t connections) {
  Exchange* const exchange = taken.get();
  flying_[exchange->id] = std::move(taken);
  exchange->end = End::kWarm;
  const size_t missing = connections > idle_.size() ? connections - idle_.size() : 0;
  // One more than are opened, so that it does not end before the last was tried.
  exchange->opening = missing + 1;
  for (size_t i = 0; i < missing; i++) dial(exchange, 0, 0, 0);
  if (--exchange->opening == 0) ended(exchange, End::kWarm, now_ns());
}

void Pool::cancel(uint32_t id) {
  const auto found = flying_.find(id);
  if (found != flying_.end() && found->second->end != End::kWarm) stop(found->second.get(), End::kCancelled);
}

void Pool::end_all() {
  while (!flying_.empty()) stop(flying_.begin()->second.get(), End::kClosed);
  while (!connections_.empty()) {
    Connection* const connection = connections_.begin()->first;
    connection->close();
    closed(connection);
  }
  buried_.clear();
}

void Pool::tend() {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now_ns()) stop(deadlines_.begin()->second, End::kTimeout);
  buried_.clear();
}

int64_t Pool::next_at() const {
  return deadlines_.empty() ? std::numeric_limits<int64_t>::max() : deadlines_.begin()->first;
}

void Pool::connected(Connection* connection) {
  opened_.fetch_add(1, std::memory_order_relaxed);
  coming_.erase(std::remove(coming_.begin(), coming_.end(), connection), coming_.end());
  if (connection->attempt > 0) prefer(connection->attempt);
  Exchange* const waiting = connection->waiting;
  connection->waiting = nullptr;
  if (waiting != nullptr && waiting->end != End::kWarm) return start(connection, waiting);
  idle(connection);
  if (waiting != nullptr && --waiting->opening == 0) ended(waiting, End::kWarm, now_ns());
}

void Pool::refused(Connection* connection, int error) {
  Exchange* const waiting = connection->waiting;
  const size_t attempt = connection->attempt;
  const int place = connection->place;
  connection->close();
  closed(connection);
  if (waiting != nullptr) dial(waiting, attempt + 1, error, place);
}

void Pool::closed(Connection* connection) {
  kept_.drop(connection);
  coming_.erase(std::remove(coming_.begin(), coming_.end(), connection), coming_.end());
  const auto place = std::find(idle_.begin(), idle_.end(), connection);
  if (place != idle_.end()) idle_.erase(place);
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  buried_.push_back(std::move(found->second));
  connections_.erase(found);
}

void Pool::stale(Exchange* exchange) {
  exchange->retried = true;
  dial(exchange, 0, 0, 0);
}

void Pool::ended(Exchange* exchange, End end, int64_t at) {
  exchange->end = end;
  exchange->done_at = at;
  deadlines_.erase({exchange->deadline_at, exchange});
  const auto found = flying_.find(exchange->id);
  ended_.push_back(std::move(found->second));
  flying_.erase(found);
}

void Pool::start(Connection* connection, Exchange* exchange) {
  if (exchange->number >= 0) kept_.keep(connection, exchange->number);
  connection->start(exchange);
}

// Tries the addresses from the `attempt`-th on; `error` and `place` are those of the one before.
void Pool::dial(Exchange* exchange, size_t attempt, int error, int place) {
  for (; attempt < addresses_.size(); attempt++) {
    auto connection = std::make_unique<Connection>(&shared_, static_cast<ConnectionEvents*>(this));
    place = addresses_[attempt].place;
    error = connection->dial(addresses_[attempt]);
    if (error != 0) continue;
    connection->waiting = exchange;
    connection->attempt = attempt;
    if (exchange->end != End::kWarm) exchange->connection = connection.get();
    Connection* const key = connection.get();
    connections_[key] = std::move(connection);
    return;
  }
  if (exchange->end == End::kWarm) {
    if (--exchange->opening == 0) ended(exchange, End::kWarm, now_ns());
    return;
  }
  exchange->error = error;
  exchange->place = place;
  ended(exchange, End::kConnect, now_ns());
}

// Ends it from outside; its connection is no use to anybody else.
void Pool::stop(Exchange* exchange, End end) {
  if (held_.remove(exchange)) unclaim(exchange);
  Connection* const connection = exchange->connection;
  if (connection != nullptr) {
    connection->close();
    closed(connection);
  }
  if (exchange->end == End::kWarm) {
    for (auto& [key, each] : connections_) {
      if (each->waiting == exchange) each->waiting = nullptr;
    }
    end = End::kWarm;
  }
  ended(exchange, end, now_ns());
}

void Pool::prefer(size_t attempt) {
  if (attempt >= addresses_.size()) return;
  std::rotate(addresses_.begin(), addresses_.begin() + static_cast<ptrdiff_t>(attempt),
              addresses_.begin() + static_cast<ptrdiff_t>(attempt) + 1);
}

Connection* Pool::take_idle(double number) {
  const int64_t now = now_ns();
  for (ptrdiff_t place = kept_.find(idle_, number); place >= 0; place = kept_.find(idle_, number)) {
    Connection* const connection = idle_[static_cast<size_t>(place)];
    idle_.erase(idle_.begin() + place);
    if (connection->usable(now)) return connection;
    connection->close();
    closed(connection);
  }
  return nullptr;
}

}  // namespace infbench::wire
