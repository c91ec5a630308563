#include "kept_connections.h"

#include <algorithm>

namespace infbench::wire {

void KeptConnections::keep(Connection* connection, double number) {
  drop(connection);
  const auto known = own_.find(number);
  if (known != own_.end()) ages_.erase(known->second.age);
  ages_.push_back(number);
  Own& own = own_[number];
  own.connections.insert(connection);
  own.age = std::prev(ages_.end());
  number_of_[connection] = number;
  if (own_.size() > kMostNumbers) free_oldest();
}

void KeptConnections::drop(Connection* connection) {
  const auto found = number_of_.find(connection);
  if (found == number_of_.end()) return;
  const auto own = own_.find(found->second);
  number_of_.erase(found);
  own->second.connections.erase(connection);
  if (!own->second.connections.empty()) return;
  ages_.erase(own->second.age);
  own_.erase(own);
}

ptrdiff_t KeptConnections::find(const std::vector<Connection*>& idle, double number) const {
  const ptrdiff_t last = static_cast<ptrdiff_t>(idle.size()) - 1;
  if (number_of_.empty()) return last;
  for (ptrdiff_t place = last; number >= 0 && place >= 0; place--) {
    if (belongs(idle[static_cast<size_t>(place)], number)) return place;
  }
  ptrdiff_t place = last;
  while (place >= 0 && number_of_.count(idle[static_cast<size_t>(place)]) > 0) place--;
  return place;
}

bool KeptConnections::has(const std::vector<Connection*>& idle, double number) const {
  if (own_.count(number) == 0) return false;
  return std::any_of(idle.begin(), idle.end(), [&](Connection* each) { return belongs(each, number); });
}

size_t KeptConnections::unowned(const std::vector<Connection*>& idle) const {
  if (number_of_.empty()) return idle.size();
  const auto is_free = [&](Connection* each) { return number_of_.count(each) == 0; };
  return static_cast<size_t>(std::count_if(idle.begin(), idle.end(), is_free));
}

bool KeptConnections::belongs(Connection* connection, double number) const {
  const auto found = number_of_.find(connection);
  return found != number_of_.end() && found->second == number;
}

void KeptConnections::free_oldest() {
  const auto own = own_.find(ages_.front());
  for (Connection* connection : own->second.connections) number_of_.erase(connection);
  own_.erase(own);
  ages_.pop_front();
}

}  // namespace infbench::wire
