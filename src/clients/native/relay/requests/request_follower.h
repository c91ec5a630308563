// Follows what a client sends: where each request begins, so that its Host can name the upstream. Every byte that is fed comes
// out once and in order, in the call that brought it, but for a head that is not whole yet. What cannot be followed passes as it
// is. The rules are those of src/record/wire/message-follower.ts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace infbench::wire {

struct Bytes {
  const uint8_t* data;
  size_t length;
};

class RequestFollower {
 public:
  explicit RequestFollower(const std::string& host) : host_(host) {}

  // What is to be sent on now; lasts until the next call, or as long as `bytes`.
  Bytes feed(Bytes bytes);
  // Whatever follows is no HTTP any more: what was held back.
  Bytes give_up();

  // Requests whose head was whole.
  size_t requests() const { return requests_; }
  bool opaque() const { return step_ == Step::kOpaque; }

 private:
  enum class Step { kHead, kCounted, kSize, kChunk, kChunkEnd, kTrailer, kOpaque };

  // Each returns how far it came.
  size_t feed_head(Bytes bytes, size_t at);
  size_t feed_body(Bytes bytes, size_t at);
  size_t take_line(Bytes bytes, size_t at);
  void start_chunk(const std::string& line);

  const std::string& host_;
  Step step_ = Step::kHead;
  uint64_t left_ = 0;
  size_t requests_ = 0;
  std::string held_;
  std::string line_;
  std::string out_;
};

}  // namespace infbench::wire
