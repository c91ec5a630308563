// Which connections belong to which number (`PreparedRequest.connection`). A connection that carried a request with a number
// is that number's until it closes or more numbers than `kMostNumbers` have come after: ended conversations must not hold
// sockets for ever. The rules of src/clients/http1/kept-connections.ts.
#pragma once

#include <cstddef>
#include <list>
#include <set>
#include <unordered_map>
#include <vector>

namespace infbench::wire {

class Connection;

// Conversations under way at once are fewer; a server's own limit of connections is usually about this.
constexpr size_t kMostNumbers = 4096;

class KeptConnections {
 public:
  void keep(Connection* connection, double number);
  // Forgets whose it was.
  void drop(Connection* connection);
  // Place in `idle` of the last that a request of this number may take: its own first, else one that is nobody's; -1: none.
  ptrdiff_t find(const std::vector<Connection*>& idle, double number) const;

  // Whether one of them is this number's own.
  bool has(const std::vector<Connection*>& idle, double number) const;
  // How many of them are nobody's.
  size_t unowned(const std::vector<Connection*>& idle) const;

 private:
  struct Own {
    std::set<Connection*> connections;
    std::list<double>::iterator age;
  };

  bool belongs(Connection* connection, double number) const;
  void free_oldest();

  std::unordered_map<Connection*, double> number_of_;
  std::unordered_map<double, Own> own_;
  // Oldest first.
  std::list<double> ages_;
};

}  // namespace infbench::wire
