// What is sent at its due time: held until then, with a connection that is open by then.
#include "monotonic.h"
#include "pool.h"

namespace infbench::wire {

void Pool::send(std::unique_ptr<Exchange> taken) {
  Exchange* const exchange = taken.get();
  flying_[exchange->id] = std::move(taken);
  // Whatever is due goes in the order of the due times, those that were here before included.
  held_.add(exchange);
  if (exchange->due_at <= now_ns()) send_due();
  else open_ahead(exchange);
}

void Pool::send_due() {
  if (held_.next_at() == SendQueue::kNever) return;
  for (Exchange* next = held_.take_due(now_ns()); next != nullptr; next = held_.take_due(now_ns())) {
    unclaim(next);
    launch(next);
  }
}

void Pool::withdraw(uint32_t id) {
  const auto found = flying_.find(id);
  if (found == flying_.end() || !held_.remove(found->second.get())) return;
  unclaim(found->second.get());
  ended(found->second.get(), End::kWithdrawn, now_ns());
}

void Pool::launch(Exchange* exchange) {
  deadlines_.emplace(exchange->deadline_at, exchange);
  Connection* const connection = take_idle(exchange->number);
  if (connection != nullptr) return start(connection, exchange);
  if (coming_.empty()) return dial(exchange, 0, 0, 0);
  Connection* const coming = coming_.front();
  coming_.erase(coming_.begin());
  coming->waiting = exchange;
  exchange->connection = coming;
}

// Opens a connection if there are fewer than will be wanted. One that cannot be had is left to the request itself to tell of.
void Pool::open_ahead(Exchange* exchange) {
  if (exchange->number >= 0 && kept_.has(idle_, exchange->number)) return;
  exchange->claims = true;
  claims_++;
  if (claims_ <= kept_.unowned(idle_) + coming_.size() || addresses_.empty()) return;
  auto connection = std::make_unique<Connection>(&shared_, static_cast<ConnectionEvents*>(this));
  if (connection->dial(addresses_[0]) != 0) return;
  Connection* const key = connection.get();
  coming_.push_back(key);
  connections_[key] = std::move(connection);
}

void Pool::unclaim(Exchange* exchange) {
  if (exchange->claims) claims_--;
  exchange->claims = false;
}

}  // namespace infbench::wire
