// How long the body of a request is (RFC 9112 6.3), and the head as the upstream is to see it. The rules are those of
// src/record/wire/message-head.ts.
#pragma once

#include <cstdint>
#include <string>

namespace infbench::wire {

enum class BodyKind { kNone, kCounted, kChunked, kOpaque };

struct RequestFraming {
  BodyKind kind = BodyKind::kOpaque;
  uint64_t bytes = 0;
};

// Of a whole head, its blank line included; opaque where the first line is no request's, or no framing can be trusted.
RequestFraming request_framing(const std::string& head);

// Puts `host` into the first `Host` line; a head without one stays as it is.
void name_host(std::string* head, const std::string& host);

// Where the head that begins `bytes` ends; npos: not yet.
size_t head_end(const std::string& bytes, size_t from);

// Without the spaces around it.
std::string trimmed(const std::string& text);

}  // namespace infbench::wire
