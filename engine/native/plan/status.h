// The outcome of a call that can fail: a message (where, expected, got) or nothing.
#pragma once

#include <string>
#include <utility>

namespace infbench {

class Status {
 public:
  Status() = default;
  static Status error(std::string message) {
    Status status;
    status.message_ = std::move(message);
    return status;
  }
  bool ok() const { return message_.empty(); }
  const std::string& message() const { return message_; }

 private:
  std::string message_;
};

// snprintf into a string, cut at 400 characters.
std::string format(const char* pattern, ...) __attribute__((format(printf, 1, 2)));

}  // namespace infbench
