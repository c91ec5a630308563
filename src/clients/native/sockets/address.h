// A numeric address and port to connect to.
#pragma once

#include <sys/socket.h>

#include <string>

namespace infbench::wire {

struct Address {
  sockaddr_storage storage;
  socklen_t length = 0;
  // Place in the list that JavaScript gave.
  int place = 0;
};

// False: not an IPv4 or IPv6 address (a zone like %eth0 included), or no port.
bool parse_address(const std::string& host, const std::string& port, Address* address);

}  // namespace infbench::wire
