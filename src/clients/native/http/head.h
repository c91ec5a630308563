// Status line and header fields of a response (RFC 9112): what the client needs of them. The rules are those of
// src/clients/http1/response-head.ts, byte for byte: test/integration/clients/native-framing.test.ts holds them together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fault.h"

namespace infbench::wire {

struct Head {
  int status = 0;
  bool has_content_type = false;
  bool has_retry_after = false;
  std::string content_type;
  std::string retry_after;
  bool chunked = false;
  // `body_bytes` is the content-length; else until the connection ends, or chunked.
  bool counted = false;
  uint64_t body_bytes = 0;
  // The connection may carry another request afterwards.
  bool keep_alive = false;
  // `Keep-Alive: timeout=N`; negative: not said.
  double idle_seconds = -1;
};

enum class HeadState { kHead, kPartial, kMalformed };

// Reads the head that begins at `bytes`; `end` is then the offset of what follows it.
HeadState parse_head(const uint8_t* bytes, size_t length, Head* head, size_t* end, Fault* fault);

// Reads heads, and knows the last one again: most answers of a second begin with the same bytes.
class HeadReader {
 public:
  HeadState read(const uint8_t* bytes, size_t length, std::shared_ptr<const Head>* head, size_t* end, Fault* fault);

 private:
  std::vector<uint8_t> bytes_;
  std::shared_ptr<const Head> head_;
};

}  // namespace infbench::wire
